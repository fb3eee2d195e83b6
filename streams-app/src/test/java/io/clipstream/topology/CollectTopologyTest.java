package io.clipstream.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.schemas.Command;
import io.clipstream.schemas.CommandKind;
import io.clipstream.schemas.Coordinates;
import io.clipstream.schemas.Correction;
import io.clipstream.schemas.CorrectionOrigin;
import io.clipstream.schemas.Example;
import io.clipstream.schemas.LabelProbability;
import io.clipstream.schemas.LabelVote;
import io.clipstream.schemas.ReviewItem;
import io.clipstream.schemas.ReviewReason;
import io.clipstream.schemas.SampledFeature;
import io.clipstream.schemas.TaskClass;
import io.clipstream.schemas.TaskSpec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CollectTopologyTest {
    private static final Duration TICK = Duration.ofMillis(10);

    private final Topics topics = LearningRecords.topics();
    private final TestFetcher fetcher = new TestFetcher();
    private final Map<String, String> buffer = new TreeMap<>();
    private LearningDriver driver;

    @BeforeEach
    void start() {
        start(Optional.empty());
    }

    private void start(Optional<String> modelId) {
        CollectConfig defaults = CollectConfig.defaults();
        CollectConfig config = new CollectConfig(
                Duration.ofDays(7),
                Duration.ofMinutes(5),
                Duration.ofSeconds(1),
                TICK,
                4,
                Duration.ofHours(1),
                modelId,
                defaults.policy(),
                defaults.clockTolerance());
        LearningDriver.TestClock clock = new LearningDriver.TestClock();
        driver = new LearningDriver(
                CollectTopology.build(topics, config, LearningRecords.SERDES, fetcher, clock), clock);
        driver.send(topics.tasks(), LearningRecords.TASK, LearningRecords.task("cat", "dog"));
    }

    @AfterEach
    void stop() {
        driver.close();
    }

    @Test
    void aCorrectionBecomesAnExampleWithThePredictionsFeature() {
        // Given
        driver.send(topics.predictions(), "a", LearningRecords.prediction("a"));

        // When
        driver.send(topics.corrections(), "a", LearningRecords.correction("dog", "ann", 5));
        driver.advance(TICK);

        // Then
        TestRecord<String, Example> record = driver.read(topics.fewShotBuffer()).get(0);
        assertThat(record.key()).isEqualTo("animals/a");
        assertThat(record.value().getLabel()).isEqualTo("dog");
        assertThat(record.value().getFeature())
                .isEqualTo(LearningRecords.prediction("a").getFeature());
        assertThat(record.value().getZeroShotMargin()).isEqualTo(0.25f);
        assertThat(driver.deadLetters(topics)).isEmpty();
    }

    @Test
    void aCorrectionBeforeItsPredictionWaitsForIt() {
        // Given
        driver.send(topics.corrections(), "a", LearningRecords.correction("dog", "ann", 5));
        driver.advance(Duration.ofMinutes(4));
        assertThat(driver.read(topics.fewShotBuffer())).isEmpty();

        // When
        driver.send(topics.predictions(), "a", LearningRecords.prediction("a"));

        // Then
        assertThat(driver.read(topics.fewShotBuffer()))
                .extracting(TestRecord::key)
                .containsExactly("animals/a");
        driver.advance(Duration.ofMinutes(5));
        assertThat(driver.deadLetters(topics)).isEmpty();
    }

    @Test
    void aCorrectionWithoutPredictionEndsAsADeadLetterWithItsOwnBytes() {
        // Given
        Correction correction = LearningRecords.correction("dog", "ann", 5);
        driver.send(topics.corrections(), "a", correction);

        // When
        driver.advance(Duration.ofMinutes(6));

        // Then
        TestRecord<byte[], byte[]> letter = driver.deadLetters(topics).get(0);
        assertThat(LearningDriver.reason(letter)).isEqualTo("COLLECT UNMATCHED");
        assertThat(letter.key()).isEqualTo("a".getBytes(StandardCharsets.UTF_8));
        assertThat(letter.value())
                .isEqualTo(topics.corrections().values().serializer().serialize("corrections", correction));
        assertThat(LearningDriver.header(letter, "clipstream.topic")).isEqualTo("corrections");
        assertThat(LearningDriver.header(letter, "clipstream.offset")).isEqualTo("0");
    }

    @Test
    void coordinatesInTheCorrectionAreFollowedAndWrongOnesFallBackToTheIndex() {
        // Given
        driver.send(topics.predictions(), "a", LearningRecords.prediction("a"));
        long offset = driver.send(topics.predictions(), "b", LearningRecords.prediction("b"));

        // When: b by its place, a by the place of b
        driver.send(topics.corrections(), "b", at(offset, "dog"));
        driver.send(topics.corrections(), "a", at(offset, "cat"));
        driver.advance(TICK);
        driver.advance(TICK);

        // Then
        assertThat(driver.read(topics.fewShotBuffer()))
                .extracting(TestRecord::key)
                .containsExactlyInAnyOrder("animals/a", "animals/b");
        assertThat(fetcher.asked).contains("predictions-0-1", "predictions-0-0");
    }

    @Test
    void aFailedReadIsTriedAgain() {
        // Given a fetcher that times out
        driver.send(topics.predictions(), "a", LearningRecords.prediction("a"));
        fetcher.failing = true;
        driver.send(topics.corrections(), "a", LearningRecords.correction("dog", "ann", 5));
        driver.advance(TICK);
        assertThat(driver.read(topics.fewShotBuffer())).isEmpty();

        // When
        fetcher.failing = false;
        driver.advance(Duration.ofSeconds(2));
        driver.advance(TICK);

        // Then
        assertThat(driver.read(topics.fewShotBuffer())).hasSize(1);
    }

    @Test
    void correctionsInAnyOrderLeaveTheSameBuffer() {
        // Given what the same corrections give in order
        for (String image : List.of("a", "b", "c")) {
            driver.send(topics.predictions(), image, LearningRecords.prediction(image));
        }
        Correction late = LearningRecords.correction("cat", "ann", 1);
        Correction last = LearningRecords.correction("dog", "ann", 9);
        Correction taken = LearningRecords.taking("ann", 7);

        // When: the last word first, the older withdrawal and label after it, the first once more
        driver.send(topics.corrections(), "a", last);
        driver.send(topics.corrections(), "a", taken);
        driver.send(topics.corrections(), "a", late);
        driver.send(topics.corrections(), "a", last);
        driver.send(topics.corrections(), "b", LearningRecords.taking("ann", 8));
        driver.send(topics.corrections(), "b", late);
        driver.advance(TICK);

        // Then
        Map<String, String> labels = content();
        assertThat(labels).containsExactly(Map.entry("animals/a", "dog"));
    }

    @Test
    void garbageBecomesDeadLettersAndTheStreamGoesOn() {
        // Given
        driver.send(topics.predictions(), "a", LearningRecords.prediction("a"));

        // When
        driver.sendRaw(topics.corrections(), "x", "garbage".getBytes(StandardCharsets.UTF_8));
        driver.send(topics.corrections(), "x", null);
        driver.send(topics.corrections(), null, LearningRecords.correction("dog", "ann", 5));
        driver.send(topics.corrections(), "x", LearningRecords.correction("", "ann", 5));
        driver.send(topics.corrections(), "x", LearningRecords.correction("dog", "ann", 2_000_000_000));
        driver.sendRaw(topics.predictions(), "x", new byte[] {1, 2});
        driver.sendRaw(topics.tasks(), "x", new byte[] {1, 2});
        driver.sendRaw(topics.commands(), "x", new byte[] {1, 2});
        driver.send(topics.corrections(), "a", LearningRecords.correction("owl", "ann", 5));
        driver.send(topics.corrections(), "a", LearningRecords.correction("dog", "bob", 5));
        driver.advance(TICK);

        // Then
        assertThat(driver.deadLetters(topics))
                .extracting(LearningDriver::reason)
                .containsExactly(
                        "COLLECT UNDECODABLE",
                        "COLLECT UNEXPECTED_TOMBSTONE",
                        "COLLECT BAD_KEY",
                        "COLLECT INVALID_FIELD",
                        "COLLECT INVALID_FIELD",
                        "COLLECT UNDECODABLE",
                        "SELECT UNKNOWN_LABEL");
        assertThat(content()).containsExactly(Map.entry("animals/a", "dog"));
    }

    @Test
    void aFeatureOfAnotherBackboneThanTheConfiguredOneIsRefused() {
        // Given
        stop();
        start(Optional.of(LearningRecords.MODEL));
        driver.send(topics.predictions(), "a", LearningRecords.prediction("a"));
        driver.send(
                topics.predictions(), "b", LearningRecords.prediction("b", "model-2", Instant.ofEpochSecond(1_000)));

        // When
        driver.send(topics.corrections(), "a", LearningRecords.correction("dog", "ann", 5));
        driver.advance(TICK);
        driver.send(topics.corrections(), "b", LearningRecords.correction("dog", "ann", 5));
        driver.advance(TICK);

        // Then
        assertThat(driver.deadLetters(topics))
                .extracting(LearningDriver::reason)
                .containsExactly("SELECT WRONG_MODEL");
        assertThat(content()).containsExactly(Map.entry("animals/a", "dog"));
    }

    @Test
    void correctionsGoOnWhenTheBackboneChangesWhereNoneIsConfigured() {
        // Given an example of the backbone before
        driver.send(topics.predictions(), "a", LearningRecords.prediction("a"));
        driver.send(topics.corrections(), "a", LearningRecords.correction("dog", "ann", 5));
        driver.advance(TICK);

        // When
        driver.send(
                topics.predictions(), "b", LearningRecords.prediction("b", "model-2", Instant.ofEpochSecond(1_000)));
        driver.send(topics.corrections(), "b", LearningRecords.correction("cat", "ann", 6));
        driver.advance(TICK);

        // Then
        assertThat(driver.deadLetters(topics)).isEmpty();
        assertThat(content()).containsExactly(Map.entry("animals/a", "dog"), Map.entry("animals/b", "cat"));
    }

    @Test
    void aCorrectionTooLargeForTheWayThroughIsRefusedAndItsLetterTrimmed() {
        // Given
        driver.send(topics.predictions(), "a", LearningRecords.prediction("a"));

        // When: one over the 64 KiB, one that no broker would take as a dead letter
        driver.send(topics.corrections(), "x", LearningRecords.correction("d".repeat(70_000), "ann", 5));
        driver.sendRaw(topics.corrections(), "y", new byte[2 << 20]);
        driver.send(topics.corrections(), "a", LearningRecords.correction("dog", "ann", 5));
        driver.advance(TICK);

        // Then
        List<TestRecord<byte[], byte[]>> letters = driver.deadLetters(topics);
        assertThat(letters)
                .extracting(LearningDriver::reason)
                .containsExactly("COLLECT INVALID_FIELD", "COLLECT INVALID_FIELD");
        assertThat(LearningDriver.header(letters.get(0), "clipstream.message")).contains("at most 65536 bytes");
        assertThat(letters.get(0).value()).hasSizeGreaterThan(70_000);
        assertThat(letters.get(1).value()).isNull();
        assertThat(Long.parseLong(LearningDriver.header(letters.get(1), LetterHeaders.OMITTED)))
                .isGreaterThan(2 << 20);
        assertThat(content()).containsExactly(Map.entry("animals/a", "dog"));
    }

    @Test
    void aCorrectionThatNamesASynonymIsToldTheLabel() {
        // Given
        driver.send(
                topics.tasks(),
                LearningRecords.TASK,
                TaskSpec.newBuilder(LearningRecords.task("dog"))
                        .setClasses(List.of(new TaskClass("dog", List.of("dog", "hound"), List.of(), List.of())))
                        .build());
        driver.send(topics.predictions(), "a", LearningRecords.prediction("a"));

        // When
        driver.send(topics.corrections(), "a", LearningRecords.correction("hound", "ann", 5));
        driver.advance(TICK);

        // Then
        TestRecord<byte[], byte[]> letter = driver.deadLetters(topics).get(0);
        assertThat(LearningDriver.reason(letter)).isEqualTo("SELECT UNKNOWN_LABEL");
        assertThat(LearningDriver.header(letter, "clipstream.message"))
                .isEqualTo("label 'hound' is none of task 'animals': [dog]; it is a synonym of 'dog', and a correction"
                        + " names the class by its label");
    }

    @Test
    void theMessageOfADeadLetterIsCut() {
        // Given, When: a message that quotes 40,000 bytes of two-byte characters
        driver.send(topics.corrections(), "x", LearningRecords.correction("\u00e9".repeat(20_000), "ann", 5));
        driver.send(topics.predictions(), "x", LearningRecords.prediction("x"));
        driver.advance(TICK);

        // Then
        TestRecord<byte[], byte[]> letter = driver.deadLetters(topics).get(0);
        assertThat(LearningDriver.reason(letter)).isEqualTo("SELECT UNKNOWN_LABEL");
        assertThat(letter.headers().lastHeader("clipstream.message").value()).hasSizeBetween(4090, 4096);
        assertThat(LearningDriver.header(letter, "clipstream.message"))
                .startsWith("label '\u00e9")
                .endsWith("\u00e9...");
    }

    @Test
    void aRemovedClassAndAnEndedTaskTakeTheirExamplesAway() {
        // Given
        driver.send(topics.predictions(), "a", LearningRecords.prediction("a"));
        driver.send(topics.predictions(), "b", LearningRecords.prediction("b"));
        driver.send(topics.corrections(), "a", LearningRecords.correction("dog", "ann", 5));
        driver.send(topics.corrections(), "b", LearningRecords.correction("cat", "ann", 5));
        driver.advance(TICK);
        assertThat(content()).hasSize(2);

        // When, Then
        driver.send(topics.tasks(), LearningRecords.TASK, LearningRecords.task("cat", "bird"));
        assertThat(driver.read(topics.fewShotBuffer()))
                .singleElement()
                .satisfies(record -> assertThat(record.key()).isEqualTo("animals/a"))
                .satisfies(record -> assertThat(record.value()).isNull());
        driver.send(topics.tasks(), LearningRecords.TASK, null);
        // a again, although it was displaced before: versions that saw it must learn that it is gone.
        assertThat(driver.read(topics.fewShotBuffer()))
                .allMatch(record -> record.value() == null)
                .extracting(TestRecord::key)
                .containsExactly("animals/a", "animals/b");
        assertThat(sampled()).isEmpty();
    }

    @Test
    void aRenamedClassKeepsItsExamplesAndTakesLateCorrectionsOfItsOldName() {
        // Given
        correct("a", "dog", 5);
        correct("b", "cat", 5);

        // When
        TaskSpec renamed = LearningRecords.formerly(LearningRecords.task("cat", "hound"), "hound", "dog");
        driver.send(topics.tasks(), LearningRecords.TASK, renamed);
        correct("c", "dog", 4);

        // Then
        assertThat(buffer())
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of("animals/a", "hound", "animals/b", "cat", "animals/c", "hound"));
        assertThat(driver.deadLetters(topics)).isEmpty();

        // When the old name is no longer known, and when it is a class again, then what was said stays what was said
        driver.send(topics.tasks(), LearningRecords.TASK, LearningRecords.task("cat", "hound"));
        assertThat(buffer()).containsExactly(Map.entry("animals/b", "cat"));
        driver.send(topics.tasks(), LearningRecords.TASK, LearningRecords.task("cat", "dog"));
        assertThat(buffer())
                .containsExactlyInAnyOrderEntriesOf(Map.of("animals/a", "dog", "animals/b", "cat", "animals/c", "dog"));
    }

    @Test
    void mergedClassesShareTheirPlacesAndThePolicyChooses() {
        // Given two classes with two places each
        driver.send(topics.tasks(), LearningRecords.TASK, two(LearningRecords.task("cat", "dog", "owl")));
        for (int i = 0; i < 2; i++) {
            correct("cat-" + i, "cat", 10 + i);
            correct("dog-" + i, "dog", 20 + i);
            correct("owl-" + i, "owl", 30 + i);
        }

        // When
        TaskSpec merged = two(LearningRecords.formerly(LearningRecords.task("pet", "owl"), "pet", "cat", "dog"));
        driver.send(topics.tasks(), LearningRecords.TASK, merged);

        // Then its places go to the newest two of both
        assertThat(buffer())
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "animals/dog-0",
                        "pet",
                        "animals/dog-1",
                        "pet",
                        "animals/owl-0",
                        "owl",
                        "animals/owl-1",
                        "owl"));

        // When they are parted again, then nothing is lost
        driver.send(topics.tasks(), LearningRecords.TASK, two(LearningRecords.task("cat", "dog", "owl")));
        assertThat(buffer()).hasSize(6).containsEntry("animals/cat-0", "cat");
    }

    private static TaskSpec two(TaskSpec task) {
        return TaskSpec.newBuilder(task)
                .setBufferPerClass(2)
                .setBufferPolicy("most-recent")
                .build();
    }

    private void correct(String imageId, String label, int seconds) {
        driver.send(topics.predictions(), imageId, LearningRecords.prediction(imageId));
        driver.send(topics.corrections(), imageId, LearningRecords.correction(label, "ann", seconds));
        driver.advance(TICK);
    }

    @Test
    void theFeatureSampleHoldsTheSmallestHashesOfThePeriod() {
        // Given
        Set<String> images = new HashSet<>();
        for (int i = 0; i < 40; i++) {
            images.add("image-" + i);
        }

        // When
        images.forEach(image -> driver.send(topics.predictions(), image, LearningRecords.prediction(image)));

        // Then
        List<String> expected = images.stream()
                .sorted((x, y) -> Long.compare(SelectSample.hash(x), SelectSample.hash(y)))
                .limit(4)
                .map(image -> "animals/" + image)
                .toList();
        assertThat(sampled()).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void forgettingAnImageRemovesItsExampleAndItsSampledFeature() {
        // Given
        driver.send(topics.predictions(), "a", LearningRecords.prediction("a"));
        driver.send(topics.corrections(), "a", LearningRecords.correction("dog", "ann", 5));
        driver.advance(TICK);
        assertThat(sampled()).containsExactly("animals/a");

        // When
        forget("a", null, 5);

        // Then
        assertThat(content()).isEmpty();
        TestRecord<String, SampledFeature> left =
                driver.read(topics.featureSample()).get(0);
        assertThat(left.key()).isEqualTo("animals/a");
        assertThat(left.value()).isNull();
    }

    @Test
    void forgettingHoldsAgainstWordsStillOnTheirWayAndNotAgainstLaterOnes() {
        // Given
        for (String image : List.of("a", "b", "c")) {
            driver.send(topics.predictions(), image, LearningRecords.prediction(image));
        }
        driver.send(topics.corrections(), "c", LearningRecords.correction("cat", "ann", 9));
        driver.advance(TICK);

        // When image a and annotator ann are forgotten up to second 5
        forget("a", null, 5);
        forget(null, "ann", 5);
        driver.send(topics.corrections(), "a", LearningRecords.correction("dog", "bob", 5));
        driver.send(topics.corrections(), "b", LearningRecords.correction("dog", "ann", 4));
        driver.advance(TICK);

        // Then what was said later stays and counts
        assertThat(content()).containsExactly(Map.entry("animals/c", "cat"));
        driver.send(topics.corrections(), "a", LearningRecords.correction("cat", "bob", 6));
        driver.send(topics.corrections(), "b", LearningRecords.correction("cat", "ann", 6));
        driver.advance(TICK);
        assertThat(content()).containsExactly(Map.entry("animals/a", "cat"), Map.entry("animals/b", "cat"));
        assertThat(driver.deadLetters(topics)).isEmpty();
    }

    @Test
    void whatWasForgottenEndsWithItsTask() {
        // Given
        driver.send(topics.predictions(), "a", LearningRecords.prediction("a"));
        forget("a", null, 5);

        // When
        driver.send(topics.tasks(), LearningRecords.TASK, null);
        driver.send(topics.tasks(), LearningRecords.TASK, LearningRecords.task("cat", "dog"));
        driver.send(topics.corrections(), "a", LearningRecords.correction("dog", "ann", 4));
        driver.advance(TICK);

        // Then
        assertThat(content()).containsExactly(Map.entry("animals/a", "dog"));
    }

    @Test
    void anImageIsCorrectedByItsIdAsLongAsItsPredictionIsKeptAndByItsPlaceEvenLater() {
        // Given a prediction of six days ago, and one of eight
        long old = driver.send(topics.predictions(), "old", LearningRecords.prediction("old"));
        driver.advance(Duration.ofDays(2));
        driver.send(topics.predictions(), "kept", LearningRecords.prediction("kept"));
        driver.advance(Duration.ofDays(6));
        driver.send(topics.predictions(), "new", LearningRecords.prediction("new"));

        // When both are corrected by their ids
        driver.send(topics.corrections(), "kept", LearningRecords.correction("dog", "ann", 5));
        driver.send(topics.corrections(), "old", LearningRecords.correction("dog", "ann", 5));
        driver.advance(TICK);

        // Then the older one waits in vain
        assertThat(content()).containsExactly(Map.entry("animals/kept", "dog"));
        driver.advance(Duration.ofMinutes(6));
        assertThat(driver.deadLetters(topics))
                .extracting(LearningDriver::reason)
                .containsExactly("COLLECT UNMATCHED");

        // And is found where it says its place
        driver.send(topics.corrections(), "old", at(old, "dog"));
        driver.advance(TICK);
        assertThat(content()).containsExactly(Map.entry("animals/old", "dog"));
    }

    @Test
    void aCorrectionWhosePredictionHasLeftItsTopicIsToldSo() {
        // Given a prediction that the index knows and the topic does not keep any more
        driver.send(topics.predictions(), "a", LearningRecords.prediction("a"));
        fetcher.gone = true;

        // When
        driver.send(topics.corrections(), "a", LearningRecords.correction("dog", "ann", 5));
        driver.advance(TICK);

        // Then
        TestRecord<byte[], byte[]> letter = driver.deadLetters(topics).get(0);
        assertThat(LearningDriver.reason(letter)).isEqualTo("COLLECT UNMATCHED");
        assertThat(LearningDriver.header(letter, "clipstream.message"))
                .isEqualTo("the prediction of image 'a' is no longer in topic predictions");
    }

    @Test
    void annotatorsWhoDisagreeSendTheImageToReviewOnce() {
        // Given
        driver.send(topics.predictions(), "a", LearningRecords.prediction("a"));
        Correction second = LearningRecords.correction("dog", "bob", 6);
        driver.send(topics.corrections(), "a", LearningRecords.correction("cat", "ann", 5));
        driver.advance(TICK);

        // When the second says something else, twice
        driver.send(topics.corrections(), "a", second);
        driver.send(topics.corrections(), "a", second);
        driver.advance(TICK);

        // Then
        List<TestRecord<String, ReviewItem>> records = driver.read(topics.reviewQueue());
        assertThat(records).hasSize(1);
        TestRecord<String, ReviewItem> record = records.get(0);
        assertThat(record.key()).isEqualTo("a");
        ReviewItem item = record.value();
        assertThat(item.getReason()).isEqualTo(ReviewReason.DISAGREEMENT);
        assertThat(item.getTop()).containsExactly(new LabelProbability("cat", 0.7f));
        assertThat(item.getAdapterVersion()).isEqualTo(1);
        assertThat(item.getVotes())
                .containsExactly(new LabelVote("dog", 1.0, List.of("bob")), new LabelVote("cat", 1.0, List.of("ann")));
        assertThat(item.getImage()).isEqualTo(LearningRecords.prediction("a").getImage());
    }

    @Test
    void anExampleSaysHowItCameToItsLabelAndWhatWasPredicted() {
        // Given a prediction of cat, right, and confirmed by way of the audit
        driver.send(topics.predictions(), "a", LearningRecords.prediction("a"));
        Correction confirmed = Correction.newBuilder(LearningRecords.correction("cat", "ann", 5))
                .setOrigin(CorrectionOrigin.AUDIT)
                .build();

        // When
        driver.send(topics.corrections(), "a", confirmed);
        driver.advance(TICK);

        // Then
        Example example = driver.read(topics.fewShotBuffer()).get(0).value();
        assertThat(example.getOrigin()).isEqualTo(CorrectionOrigin.AUDIT);
        assertThat(example.getTrains()).isTrue();
        assertThat(example.getPredicted().getLabel()).isEqualTo("cat");
        assertThat(example.getPredicted().getProbability()).isEqualTo(0.7f);
        assertThat(example.getPredicted().getAdapterVersion()).isEqualTo(1);
    }

    @Test
    void aCommandThatRetrainRefusesForItsSizeForgetsNothing() {
        // Given
        driver.send(topics.predictions(), "a", LearningRecords.prediction("a"));
        driver.send(topics.corrections(), "a", LearningRecords.correction("dog", "ann", 5));
        driver.advance(TICK);

        // When
        forget("a", "x".repeat(70_000), 5);

        // Then
        assertThat(content()).containsExactly(Map.entry("animals/a", "dog"));
    }

    @ParameterizedTest
    @EnumSource(
            value = CommandKind.class,
            names = {"FORGET", "REEMBED"})
    void aCommandThatIsSelectsOfATaskThatNobodyKnowsIsRefused(CommandKind kind) {
        // When
        driver.send(
                topics.commands(),
                "nobody",
                Command.newBuilder()
                        .setCommandId(UUID.randomUUID())
                        .setTask("nobody")
                        .setKind(kind)
                        .setImageId("a")
                        .setActor("test")
                        .setAt(Instant.EPOCH)
                        .build());

        // Then its letter says so, and nothing says that it was carried out
        assertThat(driver.deadLetters(topics)).singleElement().satisfies(letter -> {
            assertThat(LearningDriver.reason(letter)).isEqualTo("SELECT REJECTED_COMMAND");
            assertThat(LetterHeaders.text(letter.headers(), LetterHeaders.MESSAGE))
                    .contains("task 'nobody' is unknown");
            assertThat(LetterHeaders.text(letter.headers(), LetterHeaders.TOPIC))
                    .isEqualTo(topics.commands().name());
        });
        assertThat(driver.read(topics.fewShotBuffer())).isEmpty();
    }

    private void forget(String imageId, String annotator, int upToSeconds) {
        driver.send(
                topics.commands(),
                LearningRecords.TASK,
                Command.newBuilder()
                        .setCommandId(UUID.randomUUID())
                        .setTask(LearningRecords.TASK)
                        .setKind(CommandKind.FORGET)
                        .setImageId(imageId)
                        .setAnnotator(annotator)
                        .setActor("test")
                        .setAt(Instant.ofEpochSecond(upToSeconds))
                        .build());
    }

    private static Correction at(long offset, String label) {
        return Correction.newBuilder(LearningRecords.correction(label, "ann", 5))
                .setPrediction(new Coordinates("predictions", 0, offset, Instant.EPOCH))
                .build();
    }

    /** All that is in the buffer, by key. */
    private Map<String, String> buffer() {
        content(buffer);
        return buffer;
    }

    /** What has been written to the buffer since it was last read. */
    private Map<String, String> content() {
        return content(new TreeMap<>());
    }

    private Map<String, String> content(Map<String, String> labels) {
        for (TestRecord<String, Example> record : driver.read(topics.fewShotBuffer())) {
            if (record.value() == null) {
                labels.remove(record.key());
            } else {
                labels.put(record.key(), record.value().getLabel());
            }
        }
        return labels;
    }

    private Set<String> sampled() {
        Set<String> keys = new HashSet<>();
        for (TestRecord<String, SampledFeature> record : driver.read(topics.featureSample())) {
            if (record.value() == null) {
                keys.remove(record.key());
            } else {
                keys.add(record.key());
            }
        }
        return keys;
    }

    /** Finds what was sent to the driver; can be made to fail. */
    private final class TestFetcher implements RecordFetcher {
        private final Set<String> asked = new HashSet<>();
        private boolean failing;
        private boolean gone;

        @Override
        public CompletableFuture<Optional<ConsumerRecord<byte[], byte[]>>> fetch(
                String topic, int partition, long offset) {
            asked.add(topic + "-" + partition + "-" + offset);
            if (gone) {
                return CompletableFuture.completedFuture(Optional.empty());
            }
            return failing ? CompletableFuture.failedFuture(new TimeoutException("test")) : driver.fetch(topic, offset);
        }

        @Override
        public void close() {}
    }
}
