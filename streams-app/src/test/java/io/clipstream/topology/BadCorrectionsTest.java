package io.clipstream.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.schemas.Coordinates;
import io.clipstream.schemas.Correction;
import io.clipstream.schemas.CorrectionKind;
import io.clipstream.schemas.Example;
import io.clipstream.schemas.Prediction;
import io.clipstream.schemas.SampledFeature;
import io.clipstream.schemas.ZeroShotView;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What can be wrong with corrections and predictions on their way into the few-shot buffer. */
class BadCorrectionsTest {
    private static final Duration TICK = Duration.ofMillis(10);
    private static final Topics TOPICS = LearningRecords.topics();

    private LearningDriver driver;

    @BeforeEach
    void start() {
        LearningDriver.TestClock clock = new LearningDriver.TestClock();
        RecordFetcher fetcher = new RecordFetcher() {
            @Override
            public CompletableFuture<Optional<ConsumerRecord<byte[], byte[]>>> fetch(
                    String topic, int partition, long offset) {
                // As Kafka's: a place where nothing lies yet is waited for until the deadline.
                return offset == 1_000
                        ? CompletableFuture.failedFuture(new TimeoutException("nothing lies there yet"))
                        : partition != 0 || offset < 0
                                ? CompletableFuture.completedFuture(Optional.empty())
                                : driver.fetch(topic, offset);
            }

            @Override
            public void close() {}
        };
        driver = new LearningDriver(
                CollectTopology.build(TOPICS, CollectConfig.defaults(), LearningRecords.SERDES, fetcher, clock), clock);
        driver.send(TOPICS.tasks(), LearningRecords.TASK, LearningRecords.task("cat", "dog"));
        driver.send(TOPICS.predictions(), "a", LearningRecords.prediction("a"));
    }

    @AfterEach
    void stop() {
        driver.close();
    }

    static List<BadCase> corrections() {
        List<BadCase> cases = new ArrayList<>(BadWire.cases(TOPICS.corrections(), "a", word()));
        cases.add(BadCase.of("tombstone", "a", null, Reason.UNEXPECTED_TOMBSTONE, "WITHDRAWAL"));
        cases.add(new BadCase(
                "long key",
                BadCase.utf8("k".repeat(1025)),
                bytes(word()),
                new RecordHeaders(),
                Reason.BAD_KEY,
                List.of("1025 bytes", "1024")));
        cases.add(BadCase.of("NUL in key", "a\0b", bytes(word()), Reason.BAD_KEY, "U+0000"));
        cases.add(field("task of illegal characters", "No Task", "task 'No Task'", b -> b.setTask("No Task")));
        cases.add(field("task with a slash", "a/b", "task 'a/b'", b -> b.setTask("a/b")));
        cases.add(field("endless task", "t", "at most 200", b -> b.setTask("t".repeat(201))));
        cases.add(field("blank annotator", "annotator", "must not be empty", b -> b.setAnnotator(" ")));
        cases.add(field("endless annotator", "annotator", "251", b -> b.setAnnotator("x".repeat(251))));
        cases.add(field("no label", "label", "absent", b -> b.setLabel(null)));
        cases.add(field("blank label", "label", "absent", b -> b.setLabel("  ")));
        cases.add(field("label too much", "label", "'dog'", b -> b.setKind(CorrectionKind.NONE_OF_THESE)));
        cases.add(field("unknown kind", "kind", "UNKNOWN", b -> b.setKind(CorrectionKind.UNKNOWN)));
        cases.add(field(
                "far future",
                "eventTime",
                "collect.clock.tolerance.ms",
                b -> b.setEventTime(Instant.ofEpochSecond(1_000_000 + 86_401))));
        cases.add(field(
                "end of time", "eventTime", "+292278994", b -> b.setEventTime(Instant.ofEpochMilli(Long.MAX_VALUE))));
        cases.add(field("far too large", "bytes", "65536", b -> b.setLabel("l".repeat(70_000))));
        RecordHeaders many = new RecordHeaders();
        for (int i = 0; i < 10_000; i++) {
            many.add("", null);
        }
        cases.add(new BadCase(
                "10,000 empty headers",
                BadCase.utf8("a"),
                bytes(word()),
                many,
                Reason.INVALID_FIELD,
                List.of("key, value and headers")));
        return cases;
    }

    @ParameterizedTest
    @MethodSource("corrections")
    void aBadCorrectionIsOneLetterAndTheNextIsTakenIn(BadCase bad) {
        // When
        bad.assertOneLetter(driver, TOPICS, TOPICS.corrections(), Stage.COLLECT);

        // Then
        driver.send(TOPICS.corrections(), "a", word());
        driver.advance(TICK);
        assertThat(buffer()).extracting(TestRecord::key).containsExactly("animals/a");
        assertThat(driver.deadLetters(TOPICS)).isEmpty();
    }

    static List<BadCase> predictions() {
        List<BadCase> cases =
                new ArrayList<>(BadWire.cases(TOPICS.predictions(), "b", LearningRecords.prediction("b")));
        cases.add(BadCase.of("tombstone", "b", null, Reason.UNEXPECTED_TOMBSTONE, "has a value"));
        cases.add(forged("task with a slash", "task 'a/b'", b -> b.setTask("a/b")));
        cases.add(forged("odd feature", "feature", b -> b.setFeature(ByteBuffer.wrap(new byte[3]))));
        cases.add(forged("no feature", "feature", b -> b.setFeature(ByteBuffer.allocate(0))));
        cases.add(forged("feature of zeros", "feature", b -> b.setFeature(ByteBuffer.allocate(16))));
        cases.add(forged(
                "feature without end", "feature", b -> b.setFeature(ByteBuffer.wrap(new byte[] {0, 0x7c, 0, 0x3c}))));
        cases.add(forged("margin that is none", "margin NaN", b -> b.setZeroShot(new ZeroShotView("cat", Float.NaN))));
        cases.add(forged("endless source", "at most 524288", b -> b.setSource("s".repeat(600_000))));
        cases.add(new BadCase(
                "long key",
                BadCase.utf8("k".repeat(1025)),
                bytes(TOPICS.predictions(), LearningRecords.prediction("b")),
                new RecordHeaders(),
                Reason.INVALID_FIELD,
                List.of("1025 bytes")));
        return cases;
    }

    @ParameterizedTest
    @MethodSource("predictions")
    void aBadPredictionIsOneLetterAndNothingIsLearnedFromIt(BadCase bad) {
        // When
        bad.assertOneLetter(driver, TOPICS, TOPICS.predictions(), Stage.COLLECT);

        // Then its image has none, and others do
        driver.send(TOPICS.corrections(), "b", word());
        driver.send(TOPICS.corrections(), "a", word());
        driver.advance(TICK);
        assertThat(buffer()).extracting(TestRecord::key).containsExactly("animals/a");
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MIN_VALUE, -62_135_596_800_000L, -1, 0})
    void aCorrectionFromLongAgoCountsAndAnyLaterOneOutvotesIt(long time) {
        // Given
        Correction old = Correction.newBuilder(word())
                .setEventTime(Instant.ofEpochMilli(time))
                .build();

        // When
        driver.send(TOPICS.corrections(), "a", old);
        driver.advance(TICK);
        driver.send(TOPICS.corrections(), "a", LearningRecords.correction("cat", "ann", 5));
        driver.advance(TICK);

        // Then
        assertThat(buffer()).extracting(r -> r.value().getLabel()).containsExactly("dog", "cat");
        assertThat(driver.deadLetters(TOPICS)).isEmpty();
    }

    static List<Coordinates> wrongPlaces() {
        return List.of(
                new Coordinates("elsewhere", 0, 0L, Instant.EPOCH),
                new Coordinates("predictions", 7, 0L, Instant.EPOCH),
                new Coordinates("predictions", -1, 0L, Instant.EPOCH),
                new Coordinates("predictions", 0, -5L, Instant.EPOCH),
                new Coordinates("predictions", 0, Long.MAX_VALUE - 1, Instant.EPOCH),
                // Where no prediction lies, but one of another image; where nothing lies yet.
                new Coordinates("predictions", 0, 1L, Instant.EPOCH),
                new Coordinates("predictions", 0, 1_000L, Instant.ofEpochMilli(Long.MAX_VALUE)));
    }

    @ParameterizedTest
    @MethodSource("wrongPlaces")
    void aWrongPlaceOfThePredictionIsLookedUpInstead(Coordinates place) {
        // Given
        driver.send(TOPICS.predictions(), "b", LearningRecords.prediction("b"));

        // When
        driver.send(
                TOPICS.corrections(),
                "a",
                Correction.newBuilder(word()).setPrediction(place).build());
        for (int i = 0; i < 3; i++) {
            driver.advance(Duration.ofSeconds(1));
        }

        // Then
        assertThat(buffer()).extracting(TestRecord::key).containsExactly("animals/a");
        assertThat(driver.deadLetters(TOPICS)).isEmpty();
    }

    @Test
    void aLabelOutsideTheClassListAndAnUnknownTaskAreRefusedWhereTheTaskIsKnown() {
        // When
        driver.send(TOPICS.corrections(), "a", LearningRecords.correction("Dog", "ann", 5));
        driver.send(
                TOPICS.corrections(),
                "a",
                Correction.newBuilder(LearningRecords.taking("ann", 5))
                        .setTask("nobody")
                        .build());
        driver.advance(TICK);

        // Then
        assertThat(driver.deadLetters(TOPICS))
                .extracting(LearningDriver::reason)
                .containsExactlyInAnyOrder("SELECT UNKNOWN_LABEL", "SELECT UNKNOWN_TASK");
    }

    @Test
    void anEventTimeFarAheadDoesNotEndTheSamplePeriodOfOthers() {
        // Given forged predictions whose clocks agree with each other and with nobody else's
        Instant far = Instant.ofEpochMilli(Long.MAX_VALUE - 1_000_000_000_000L);
        driver.send(TOPICS.predictions(), "far", LearningRecords.prediction("far", LearningRecords.MODEL, far));

        // When
        driver.send(TOPICS.predictions(), "b", LearningRecords.prediction("b"));

        // Then
        List<TestRecord<String, SampledFeature>> sample = driver.read(TOPICS.featureSample());
        assertThat(sample).extracting(TestRecord::key).containsExactly("animals/a", "animals/b");
    }

    private List<TestRecord<String, Example>> buffer() {
        return driver.read(TOPICS.fewShotBuffer());
    }

    private static Correction word() {
        return LearningRecords.correction("dog", "ann", 5);
    }

    private interface Change<B> {
        void of(B builder);
    }

    private static BadCase field(String name, String one, String other, Change<Correction.Builder> change) {
        Correction.Builder builder = Correction.newBuilder(word());
        change.of(builder);
        return BadCase.of(name, "a", bytes(builder.build()), Reason.INVALID_FIELD, one, other);
    }

    private static BadCase forged(String name, String named, Change<Prediction.Builder> change) {
        Prediction.Builder builder = Prediction.newBuilder(LearningRecords.prediction("b"));
        change.of(builder);
        return BadCase.of(name, "b", bytes(TOPICS.predictions(), builder.build()), Reason.INVALID_FIELD, named);
    }

    private static byte[] bytes(Correction correction) {
        return bytes(TOPICS.corrections(), correction);
    }

    private static <T> byte[] bytes(Topic<T> topic, T record) {
        return topic.values().serializer().serialize(topic.name(), record);
    }
}
