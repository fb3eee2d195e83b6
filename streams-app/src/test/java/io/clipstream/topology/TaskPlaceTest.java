package io.clipstream.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.schemas.Command;
import io.clipstream.schemas.CommandKind;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TaskPlaceTest {
    private static final int PARTITIONS = 4;
    private static final String TASK = LearningRecords.TASK;
    private static final int RIGHT = TaskPartitioner.partition(TASK, PARTITIONS);
    private static final int WRONG = (RIGHT + 1) % PARTITIONS;

    private final Topics topics = Topics.of("", new TopicSizes(6, PARTITIONS, 1 << 20), LearningRecords.SERDES);
    private final Map<String, Integer> known = new HashMap<>();
    private final Map<String, Integer> actual = new HashMap<>();
    private final TaskPlace place = new TaskPlace(topics, (topic, now) -> {
        Integer count = (now ? actual : known).get(topic);
        return count == null ? OptionalInt.empty() : OptionalInt.of(count);
    });

    @Test
    void namesTheRightPartitionAndTheRemedy() {
        // Given
        everywhere(known, PARTITIONS);
        everywhere(actual, PARTITIONS);

        // When, Then
        assertThat(problem(RIGHT)).isEmpty();
        assertThat(problem(WRONG).orElseThrow())
                .contains("task 'animals' belongs into partition " + RIGHT + " of 4 of tasks")
                .contains("this record is in partition " + WRONG)
                .contains("partitioner=murmur2_random", "replay of this letter");
    }

    @Test
    void doesNotJudgeWhereItCannotTellHowManyPartitionsThereAre() {
        assertThat(problem(WRONG)).isEmpty();
    }

    @Test
    void doesNotJudgeWhereTheTopicsHaveOtherPartitionsThanConfigured() {
        // Given a topic of tasks that has grown
        everywhere(known, PARTITIONS);
        known.put("tasks", PARTITIONS + 1);
        assertThat(problem(WRONG)).isEmpty();

        // Or the one of the examples, which says where the data is
        known.put("tasks", PARTITIONS);
        known.put("few-shot-buffer", PARTITIONS + 1);
        assertThat(problem(WRONG)).isEmpty();
    }

    @Test
    void asksAgainBeforeItRefuses() {
        // Given topics that have grown since they were looked at
        everywhere(known, PARTITIONS);
        everywhere(actual, PARTITIONS + 2);

        assertThat(problem(WRONG)).isEmpty();
    }

    private static void everywhere(Map<String, Integer> counts, int partitions) {
        counts.put("tasks", partitions);
        counts.put("few-shot-buffer", partitions);
    }

    private Optional<String> problem(int partition) {
        return place.problem(TASK, new SourcePosition("tasks", partition, 0, 0));
    }

    @Test
    void retrainRefusesATaskAndACommandThatAreElsewhere() {
        // Given as many partitions as put the task into another one than the driver's only one
        Topics several = several();
        LearningDriver.TestClock clock = new LearningDriver.TestClock();
        RetrainPorts ports = new RetrainPorts(
                nothing().heads(), nothing().executors(), nothing().fetcher(), asConfigured(several));
        try (LearningDriver driver = new LearningDriver(
                RetrainTopology.build(
                        several, RetrainConfig.defaults(), LearningRecords.SERDES, ports, clock, LetterListener.NONE),
                clock)) {
            // When
            driver.send(several.tasks(), TASK, LearningRecords.task("cat", "dog"));
            driver.send(several.tasks(), TASK, null);
            driver.send(several.commands(), TASK, forget());
            driver.advance(Duration.ofSeconds(1));

            // Then
            assertThat(driver.deadLetters(several).stream().map(LearningDriver::reason))
                    .containsExactly("RETRAIN BAD_KEY", "RETRAIN BAD_KEY", "RETRAIN BAD_KEY");
            assertThat(driver.read(several.adapters())).isEmpty();
        }
    }

    @Test
    void selectPassesSuchATaskOver() {
        // Given
        Topics several = several();
        LearningDriver.TestClock clock = new LearningDriver.TestClock();
        try (LearningDriver driver = new LearningDriver(
                CollectTopology.build(
                        several,
                        CollectConfig.defaults(),
                        LearningRecords.SERDES,
                        nothing().fetcher(),
                        asConfigured(several),
                        clock,
                        LetterListener.NONE),
                clock)) {
            // When
            driver.send(several.tasks(), TASK, LearningRecords.task("cat", "dog"));

            // Then it keeps nothing of it, and leaves the letter to retrain
            assertThat(driver.largestChange(CollectStores.TASKS)).isZero();
            assertThat(driver.deadLetters(several)).isEmpty();
        }
    }

    private static Topics several() {
        int partitions = IntStream.range(2, 10)
                .filter(count -> TaskPartitioner.partition(TASK, count) != 0)
                .findFirst()
                .orElseThrow();
        return Topics.of("", new TopicSizes(6, partitions, 1 << 20), LearningRecords.SERDES);
    }

    private static RetrainPorts nothing() {
        return RetrainPorts.of(
                new TestHeads(LearningRecords.MODEL, Runnable::run),
                new RetrainExecutors(Runnable::run, Runnable::run, Runnable::run));
    }

    private static PartitionCounts asConfigured(Topics topics) {
        return (topic, now) -> OptionalInt.of(topics.tasks().partitions());
    }

    private static Command forget() {
        return Command.newBuilder()
                .setCommandId(UUID.randomUUID())
                .setTask(TASK)
                .setKind(CommandKind.FORGET)
                .setImageId("a")
                .setActor("operator")
                .setAt(Instant.EPOCH)
                .build();
    }
}
