package io.clipstream.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.schemas.AdapterRecord;
import io.clipstream.schemas.AdapterVersion;
import io.clipstream.schemas.ChampionPointer;
import io.clipstream.schemas.Command;
import io.clipstream.schemas.CommandKind;
import io.clipstream.schemas.Example;
import io.clipstream.schemas.ScoringPolicy;
import io.clipstream.schemas.TaskClass;
import io.clipstream.schemas.TaskSpec;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What can be wrong with what the retrain role reads: tasks, commands, the few-shot buffer and the adapters topic. */
class BadLearningInputsTest {
    private static final Duration TICK = Duration.ofMillis(10);
    private static final Topics TOPICS = LearningRecords.topics();
    private static final String TASK = LearningRecords.TASK;

    private final Queue<Runnable> work = new ArrayDeque<>();
    private LearningDriver driver;
    private AdapterVersion version;

    @BeforeEach
    void start() {
        LearningDriver.TestClock clock = new LearningDriver.TestClock();
        RetrainConfig config =
                new RetrainConfig(3, 7, TICK, RetrainPace.defaults(), TICK, Duration.ofDays(7), Map.of(), "cpu");
        driver = new LearningDriver(
                RetrainTopology.build(
                        TOPICS,
                        config,
                        LearningRecords.SERDES,
                        new TestHeads(LearningRecords.MODEL, work::add),
                        new RetrainExecutors(work::add, work::add, work::add),
                        clock),
                clock);
        driver.send(TOPICS.tasks(), TASK, LearningRecords.task("cat", "dog"));
        settle();
        List<TestRecord<String, AdapterRecord>> adapters = driver.read(TOPICS.adapters());
        version = (AdapterVersion) adapters.get(0).value().getContent();
    }

    @AfterEach
    void stop() {
        driver.close();
    }

    static List<BadCase> tasks() {
        List<BadCase> cases = new ArrayList<>(BadWire.cases(TOPICS.tasks(), TASK, LearningRecords.task("cat", "owl")));
        cases.add(BadCase.of("tombstone of no task", "No Task", null, Reason.BAD_KEY, "No Task", "[a-z0-9._-]+"));
        cases.add(task("another key", "other", "must equal the record's key 'other'", b -> {}));
        cases.add(task("illegal name", "No Task", "task 'No Task'", b -> b.setTask("No Task")));
        cases.add(task("no classes", TASK, "at least one class", b -> b.setClasses(List.of())));
        cases.add(task("same label twice", TASK, "'cat' must be unique", b -> b.setClasses(classes("cat", "cat"))));
        cases.add(task("blank label", TASK, "classes[0].label", b -> b.setClasses(classes(" "))));
        cases.add(task("endless label", TASK, "251 characters", b -> b.setClasses(classes("l".repeat(251)))));
        cases.add(task("empty template", TASK, "templates[0]", b -> b.setTemplates(List.of(""))));
        cases.add(task("template without place", TASK, "exactly once", b -> b.setTemplates(List.of("a photo"))));
        cases.add(task(
                "100,000 classes",
                TASK,
                "at most 786432",
                b -> b.setClasses(IntStream.range(0, 100_000)
                        .mapToObj(i -> new TaskClass("class-" + i, List.of(), List.of(), List.of()))
                        .toList())));
        cases.add(task("gigantic name of who applied it", TASK, "786432", b -> b.setAppliedBy("x".repeat(800_000))));
        cases.add(task("unknown method", TASK, "method", b -> b.setMethod("magic")));
        cases.add(task("unknown option", TASK, "options", b -> b.setOptions(Map.of("magic", "1"))));
        cases.add(task("empty buffer", TASK, "bufferPerClass -1", b -> b.setBufferPerClass(-1)));
        cases.add(task(
                "endless predictions",
                TASK,
                "policy.top 2147483647",
                b -> b.setPolicy(new ScoringPolicy(Integer.MAX_VALUE, 0.1f, 0f, null, 0.01f, null))));
        cases.add(task(
                "margin that is none",
                TASK,
                "policy.reviewMargin NaN",
                b -> b.setPolicy(new ScoringPolicy(5, Float.NaN, 0f, null, 0.01f, null))));
        return cases;
    }

    @ParameterizedTest
    @MethodSource("tasks")
    void aBadTaskIsOneLetterAndTheOneBeforeStays(BadCase bad) {
        // When
        bad.assertOneLetter(driver, TOPICS, TOPICS.tasks(), Stage.RETRAIN);
        settle();

        // Then
        assertThat(driver.read(TOPICS.adapters())).isEmpty();
        assertItLearns();
    }

    static List<BadCase> commands() {
        List<BadCase> cases = new ArrayList<>(BadWire.cases(TOPICS.commands(), TASK, command()));
        cases.add(BadCase.of("tombstone", TASK, null, Reason.UNEXPECTED_TOMBSTONE, "has a value"));
        cases.add(command("another key", "other", Reason.INVALID_FIELD, "record's key 'other'", b -> {}));
        cases.add(command("unknown kind", TASK, Reason.INVALID_FIELD, "kind", b -> b.setKind(CommandKind.UNKNOWN)));
        cases.add(command("no version", TASK, Reason.INVALID_FIELD, "version", b -> b.setKind(CommandKind.ROLLBACK)
                .setVersion(null)));
        cases.add(command(
                "nothing to forget",
                TASK,
                Reason.INVALID_FIELD,
                "imageId or annotator",
                b -> b.setKind(CommandKind.FORGET)));
        cases.add(
                command("gigantic reason", TASK, Reason.INVALID_FIELD, "65536", b -> b.setReason("r".repeat(70_000))));
        for (long number : new long[] {0, -1, 99, Long.MAX_VALUE, Long.MIN_VALUE}) {
            cases.add(command(
                    "version " + number, TASK, Reason.REJECTED_COMMAND, "not retained", b -> b.setVersion(number)));
        }
        cases.add(command(
                "unknown task",
                "nobody",
                Reason.REJECTED_COMMAND,
                "task 'nobody' is unknown",
                b -> b.setTask("nobody")));
        return cases;
    }

    @ParameterizedTest
    @MethodSource("commands")
    void aBadCommandIsOneLetterAndNothingChanges(BadCase bad) {
        // When
        bad.assertOneLetter(driver, TOPICS, TOPICS.commands(), Stage.RETRAIN);
        settle();

        // Then
        assertThat(driver.read(TOPICS.adapters())).isEmpty();
        assertItLearns();
    }

    static List<BadCase> examples() {
        List<BadCase> cases = new ArrayList<>(
                BadWire.cases(TOPICS.fewShotBuffer(), "animals/b", LearningRecords.example("b", "dog")));
        cases.add(BadCase.of("tombstone of no image", "animals", null, Reason.BAD_KEY, "task/image id"));
        cases.add(BadCase.of("tombstone of no task", "No Task/b", null, Reason.BAD_KEY, "task/image id"));
        cases.add(example("another image", "animals/c", Reason.BAD_KEY, "animals/c", b -> {}));
        cases.add(example("endless image id", "animals/" + "i".repeat(1025), Reason.BAD_KEY, "task/image id", b -> {}));
        cases.add(example(
                "odd feature",
                "animals/b",
                Reason.INVALID_FIELD,
                "feature",
                b -> b.setFeature(ByteBuffer.wrap(new byte[5]))));
        for (float agreement : new float[] {1.0000001f, 0, -1, Float.NaN, Float.POSITIVE_INFINITY}) {
            cases.add(example(
                    "agreement " + agreement,
                    "animals/b",
                    Reason.INVALID_FIELD,
                    "agreement",
                    b -> b.setAgreement(agreement)));
        }
        cases.add(example(
                "gigantic feature",
                "animals/b",
                Reason.INVALID_FIELD,
                "at most 786432",
                b -> b.setFeature(ByteBuffer.allocate(800_000))));
        return cases;
    }

    @ParameterizedTest
    @MethodSource("examples")
    void aBadExampleIsOneLetterAndIsNotFitted(BadCase bad) {
        // When
        bad.assertOneLetter(driver, TOPICS, TOPICS.fewShotBuffer(), Stage.RETRAIN);
        settle();

        // Then
        assertThat(driver.read(TOPICS.adapters())).isEmpty();
        assertItLearns();
    }

    @Test
    void aBadVersionOrPointerIsOneLetter() {
        for (long number : new long[] {0, -1}) {
            adapter("animals/" + number, changed(b -> b.setVersion(number)), "version " + number);
        }
        adapter("animals/7", version, Reason.BAD_KEY, "must be 'animals/1'");
        adapter("animals/7", seventh(b -> b.setTensorsSha256(ByteBuffer.allocate(32))), "tensorsSha256");
        adapter("animals/7", seventh(b -> b.setDimension(-1)), "dimension -1");
        adapter("animals/7", seventh(b -> b.setDimension(99)), "shape");
        adapter("animals/7", seventh(b -> b.setLabels(List.of())), "labels");
        adapter("animals/7", seventh(b -> b.setLabels(List.of("a", "b".repeat(251)))), "251 characters");
        adapter("animals/7", seventh(b -> b.setLogitScale(Float.NaN)), "logitScale NaN");
        adapter("animals/7", seventh(b -> b.setMethod("magic")), "magic");
        // The key of a version that was just refused: so is the pointer to it.
        adapter(TASK, pointer(7, LearningRecords.MODEL, 5), "version 7 was refused");
        adapter(TASK, pointer(99, LearningRecords.MODEL, 5), "version 99 is not on the topic");
        adapter(TASK, pointer(Long.MAX_VALUE, LearningRecords.MODEL, 5), "is not on the topic");
        adapter(TASK, pointer(1, "another", 5), "modelId is another");
        adapter(TASK, pointer(1, LearningRecords.MODEL, 0), "policy.top 0");
        adapter("other", pointer(1, LearningRecords.MODEL, 5), Reason.BAD_KEY, "must be 'animals'");

        // And good ones are none
        driver.send(TOPICS.adapters(), "animals/7", new AdapterRecord(seventh(b -> {})));
        assertThat(driver.deadLetters(TOPICS)).isEmpty();
        // But for what somebody else writes where retrain has written
        driver.send(TOPICS.adapters(), TASK, new AdapterRecord(pointer(7, LearningRecords.MODEL, 5)));
        driver.send(TOPICS.adapters(), TASK, null);
        driver.send(TOPICS.adapters(), "animals/7", null);
        assertThat(driver.deadLetters(TOPICS).stream().map(LearningDriver::reason))
                .containsExactly("RETRAIN INVALID_ADAPTER", "RETRAIN UNEXPECTED_TOMBSTONE");
        adapter(TASK, pointer(7, LearningRecords.MODEL, 5), "version 7 is not on the topic");
    }

    @Test
    void whatFitsIntoTheAdaptersTopicAloneDoesNotReachAChangelog() {
        // When a version names an endless backbone, and an endless key is taken back
        adapter("animals/7", seventh(b -> b.setModelId("m".repeat(500_000))), "modelId has 500000 characters");
        driver.sendRaw(TOPICS.adapters(), "animals/" + "7".repeat(500_000), null);

        // Then no record comes of it that no broker takes, or the role would never get past it
        driver.send(TOPICS.adapters(), "animals/7", new AdapterRecord(seventh(b -> {})));
        assertThat(driver.largestChange(RetrainStores.AUDITED)).isBetween(1, 1000);
    }

    private void adapter(String key, Object content, String named) {
        adapter(key, content, Reason.INVALID_ADAPTER, named);
    }

    private void adapter(String key, Object content, Reason reason, String named) {
        byte[] value = bytes(TOPICS.adapters(), new AdapterRecord(content));
        BadCase.of(named, key, value, reason, named)
                .assertOneLetter(driver, TOPICS, TOPICS.adapters(), Stage.RETRAIN, 2);
    }

    private AdapterVersion seventh(Consumer<AdapterVersion.Builder> change) {
        return changed(b -> change.accept(b.setVersion(7)));
    }

    private AdapterVersion changed(Consumer<AdapterVersion.Builder> change) {
        AdapterVersion.Builder builder = AdapterVersion.newBuilder(version);
        change.accept(builder);
        return builder.build();
    }

    private static ChampionPointer pointer(long version, String modelId, int top) {
        return new ChampionPointer(
                TASK,
                version,
                modelId,
                Instant.EPOCH,
                "test",
                new ScoringPolicy(top, 0.1f, 0f, null, 0.01f, null),
                null);
    }

    /** An example leads to the next version, so everything goes on. */
    private void assertItLearns() {
        driver.send(TOPICS.fewShotBuffer(), "animals/a", LearningRecords.example("a", "dog"));
        settle();
        assertThat(driver.read(TOPICS.adapters())).extracting(TestRecord::key).containsExactly("animals/2", "animals");
        assertThat(driver.deadLetters(TOPICS)).isEmpty();
    }

    private void settle() {
        driver.advance(TICK);
        while (!work.isEmpty()) {
            work.remove().run();
            driver.advance(TICK);
            driver.advance(TICK);
        }
    }

    private static List<TaskClass> classes(String... labels) {
        return LearningRecords.task(labels).getClasses();
    }

    private static BadCase task(String name, String key, String named, Consumer<TaskSpec.Builder> change) {
        TaskSpec.Builder builder = TaskSpec.newBuilder(LearningRecords.task("cat", "owl"));
        change.accept(builder);
        return BadCase.of(name, key, bytes(TOPICS.tasks(), builder.build()), Reason.INVALID_FIELD, named);
    }

    private static Command command() {
        return Command.newBuilder()
                .setCommandId(UUID.randomUUID())
                .setTask(TASK)
                .setKind(CommandKind.PIN)
                .setVersion(1L)
                .setActor("operator")
                .setAt(Instant.EPOCH)
                .build();
    }

    private static BadCase command(
            String name, String key, Reason reason, String named, Consumer<Command.Builder> change) {
        Command.Builder builder = Command.newBuilder(command());
        change.accept(builder);
        return BadCase.of(name, key, bytes(TOPICS.commands(), builder.build()), reason, named);
    }

    private static BadCase example(
            String name, String key, Reason reason, String named, Consumer<Example.Builder> change) {
        Example.Builder builder = Example.newBuilder(LearningRecords.example("b", "dog"));
        change.accept(builder);
        return BadCase.of(name, key, bytes(TOPICS.fewShotBuffer(), builder.build()), reason, named);
    }

    private static <T> byte[] bytes(Topic<T> topic, T record) {
        return topic.values().serializer().serialize(topic.name(), record);
    }
}
