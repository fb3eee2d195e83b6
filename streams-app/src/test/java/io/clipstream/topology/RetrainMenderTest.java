package io.clipstream.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.schemas.AdapterRecord;
import io.clipstream.schemas.AdapterVersion;
import io.clipstream.schemas.ChampionPointer;
import io.clipstream.schemas.Command;
import io.clipstream.schemas.CommandKind;
import io.clipstream.schemas.PromotionOutcome;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What retrain does when somebody else writes over its records on the adapters topic. */
class RetrainMenderTest {
    private static final String TASK = LearningRecords.TASK;
    private static final Duration TICK = Duration.ofMillis(10);
    private static final Duration PAUSE = Duration.ofSeconds(10);
    private static final byte[] GARBAGE = "garbage".getBytes(StandardCharsets.UTF_8);

    private final Topics topics = LearningRecords.topics();
    private final Queue<Runnable> work = new ArrayDeque<>();
    private final List<ConsumerRecord<byte[], byte[]>> log = new ArrayList<>();
    private final List<TestRecord<String, AdapterRecord>> written = new ArrayList<>();
    private boolean compacted;
    private LearningDriver driver;

    @BeforeEach
    void publishTwoVersions() {
        RetrainConfig config = new RetrainConfig(
                20, 7, TICK, RetrainPace.defaults(), PAUSE, Duration.ofDays(7), Map.of("b", "2", "a", "1"), "cpu");
        LearningDriver.TestClock clock = new LearningDriver.TestClock();
        RetrainPorts ports = new RetrainPorts(
                new TestHeads(LearningRecords.MODEL, work::add),
                new RetrainExecutors(work::add, work::add, work::add),
                new LogFetcher(),
                PartitionCounts.UNKNOWN);
        driver = new LearningDriver(
                RetrainTopology.build(topics, config, LearningRecords.SERDES, ports, clock, LetterListener.NONE),
                clock);
        driver.send(topics.tasks(), TASK, LearningRecords.task("cat", "dog"));
        settle();
        driver.send(topics.fewShotBuffer(), "animals/a", LearningRecords.example("a", "dog"));
        settle();
        assertThat(written).extracting(TestRecord::key).containsExactly("animals/1", TASK, "animals/2", TASK);
        written.clear();
    }

    @AfterEach
    void stop() {
        driver.close();
    }

    @Test
    void pointsAtTheChampionAgainAfterATombstoneOfSomebodyElse() {
        // When
        foreign(TASK, null);
        settle();

        // Then
        assertThat(letters()).containsExactly("RETRAIN UNEXPECTED_TOMBSTONE");
        assertPointsAt(2);
    }

    @Test
    void pointsAtTheChampionAgainWhereSomebodyElsePointsAtAVersionThatIsNotThere() {
        // When
        foreign(TASK, pointer(99));
        settle();

        // Then the audit's letter is the only one
        assertThat(letters()).containsExactly("RETRAIN INVALID_ADAPTER");
        assertPointsAt(2);
    }

    @Test
    void pointsAtTheChampionAgainWhereSomebodyElsePointsAtAnEarlierVersion() {
        // When a pointer comes with which nothing is wrong but that retrain did not write it
        foreign(TASK, pointer(1));
        settle();

        // Then
        assertThat(letters()).containsExactly("RETRAIN INVALID_ADAPTER");
        assertPointsAt(2);
    }

    @Test
    void writesTheChampionAndItsPointerAgainAfterGarbage() {
        // Given
        AdapterVersion own = version(2);

        // When
        foreignBytes("animals/2", GARBAGE);
        settle();

        // Then the same version stands there again, before its pointer
        assertThat(letters()).containsExactly("RETRAIN UNDECODABLE");
        assertThat(written).extracting(TestRecord::key).containsExactly("animals/2", TASK);
        assertThat(written.get(0).value().getContent()).isEqualTo(own);
        assertPointsAt(2);
    }

    @Test
    void writesAVersionAgainWhoseWeightsSomebodyElseHasReplaced() {
        // Given other weights, sound ones, under the number of the champion
        AdapterVersion own = version(2);
        AdapterVersion other =
                AdapterVersion.newBuilder(version(1)).setVersion(2).build();

        // When
        foreign("animals/2", new AdapterRecord(other));
        settle();

        // Then
        assertThat(letters()).containsExactly("RETRAIN INVALID_ADAPTER");
        assertThat(written.get(0).value().getContent()).isEqualTo(own);
        assertPointsAt(2);
    }

    @Test
    void isOverWithAMendedKeyAndMendsTheNextOne() {
        // Given a key that was mended
        foreign(TASK, null);
        settle();
        written.clear();

        // When nothing comes, then nothing is written
        driver.advance(PAUSE);
        settle();
        assertThat(written).isEmpty();

        // And what comes then is mended as well
        foreign("animals/1", null);
        settle();
        assertThat(written).extracting(TestRecord::key).containsExactly("animals/1", TASK);
    }

    @Test
    void answersWhoeverKeepsWritingOnceAPause() {
        // When somebody writes a hundred times within a pause
        for (int i = 0; i < 100; i++) {
            foreign(TASK, null);
            settle();
        }

        // Then the first was answered
        assertThat(written).extracting(TestRecord::key).containsExactly(TASK);

        // And the rest, together, after the pause
        driver.advance(PAUSE);
        settle();
        assertThat(written).extracting(TestRecord::key).containsExactly(TASK, TASK);
        assertPointsAt(2);
    }

    @Test
    void takesTheZeroShotHeadFromItsStoreWhereCompactionWasFaster() {
        // Given
        AdapterVersion own = version(1);
        compacted = true;

        // When
        foreignBytes("animals/1", GARBAGE);
        settle();

        // Then
        assertThat(written).extracting(TestRecord::key).containsExactly("animals/1", TASK);
        assertThat(written.get(0).value().getContent()).isEqualTo(own);
    }

    @Test
    void fitsAnotherChampionWhereCompactionWasFasterThoughItWasPinned() {
        // Given
        driver.send(topics.commands(), TASK, pin(2));
        driver.read(topics.promotions());
        compacted = true;

        // When
        foreign("animals/2", null);
        settle();

        // Then the lost one is taken away, the zero-shot head stands in, and there is a next one
        assertThat(written).extracting(TestRecord::key).containsExactly("animals/2", TASK, "animals/3", TASK);
        assertThat(written.get(0).value()).isNull();
        assertPointsAt(3);
        assertThat(driver.read(topics.promotions()))
                .extracting(record -> record.value().getOutcome())
                .containsExactly(PromotionOutcome.UNPINNED, PromotionOutcome.PROMOTED, PromotionOutcome.PROMOTED);
    }

    @Test
    void leavesATaskThatHasEndedAlone() {
        // Given
        driver.send(topics.tasks(), TASK, null);
        settle();
        written.clear();

        // When
        foreignBytes(TASK, GARBAGE);
        foreignBytes("animals/2", GARBAGE);
        settle();

        // Then
        assertThat(written).isEmpty();
    }

    private void assertPointsAt(long version) {
        TestRecord<String, AdapterRecord> last = written.get(written.size() - 1);
        assertThat(last.key()).isEqualTo(TASK);
        assertThat(((ChampionPointer) last.value().getContent()).getVersion()).isEqualTo(version);
    }

    private static AdapterRecord pointer(long version) {
        ChampionPointer pointer = ChampionPointer.newBuilder()
                .setTask(TASK)
                .setVersion(version)
                .setModelId(LearningRecords.MODEL)
                .setSince(Instant.EPOCH)
                .setBy("somebody")
                .setPolicy(LearningRecords.task("cat", "dog").getPolicy())
                .build();
        return new AdapterRecord(pointer);
    }

    private static Command pin(long version) {
        return Command.newBuilder()
                .setCommandId(UUID.randomUUID())
                .setTask(TASK)
                .setKind(CommandKind.PIN)
                .setVersion(version)
                .setActor("operator")
                .setAt(Instant.EPOCH)
                .build();
    }

    private AdapterVersion version(long number) {
        return log.stream()
                .filter(record -> record.value() != null
                        && new String(record.key(), StandardCharsets.UTF_8).equals("animals/" + number))
                .map(record -> (AdapterVersion) topics.adapters()
                        .values()
                        .deserializer()
                        .deserialize("", record.value())
                        .getContent())
                .findFirst()
                .orElseThrow();
    }

    private void foreign(String key, AdapterRecord value) {
        foreignBytes(
                key,
                value == null
                        ? null
                        : topics.adapters()
                                .values()
                                .serializer()
                                .serialize(topics.adapters().name(), value));
    }

    private void foreignBytes(String key, byte[] value) {
        append(key, value);
        driver.sendRaw(topics.adapters(), key, value);
    }

    private void append(String key, byte[] value) {
        log.add(new ConsumerRecord<>(
                topics.adapters().name(), 0, log.size(), key.getBytes(StandardCharsets.UTF_8), value));
    }

    /** Runs fits and looks until nothing is left to do. */
    private void settle() {
        driver.advance(TICK);
        read();
        while (!work.isEmpty()) {
            work.remove().run();
            driver.advance(TICK);
            read();
            driver.advance(TICK);
            read();
        }
    }

    private void read() {
        for (TestRecord<String, AdapterRecord> record : driver.read(topics.adapters())) {
            written.add(record);
            append(
                    record.key(),
                    record.value() == null
                            ? null
                            : topics.adapters()
                                    .values()
                                    .serializer()
                                    .serialize(topics.adapters().name(), record.value()));
        }
    }

    private List<String> letters() {
        return driver.deadLetters(topics).stream().map(LearningDriver::reason).toList();
    }

    /** Reads what was written to the adapters topic, unless it is compacted away. */
    private final class LogFetcher implements RecordFetcher {
        @Override
        public CompletableFuture<Optional<ConsumerRecord<byte[], byte[]>>> fetch(
                String topic, int partition, long offset) {
            assertThat(topic).isEqualTo(topics.adapters().name());
            assertThat(partition).isZero();
            return CompletableFuture.completedFuture(compacted ? Optional.empty() : Optional.of(log.get((int) offset)));
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    }
}
