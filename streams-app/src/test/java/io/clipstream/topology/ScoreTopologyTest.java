package io.clipstream.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.adapter.HalfFloats;
import io.clipstream.adapter.Novelty;
import io.clipstream.claim.ImageStore;
import io.clipstream.schemas.Decision;
import io.clipstream.schemas.ImageEvent;
import io.clipstream.schemas.ImageReference;
import io.clipstream.schemas.Prediction;
import io.clipstream.schemas.ReviewItem;
import io.clipstream.schemas.ReviewReason;
import io.clipstream.scoring.LiveVersion;
import io.clipstream.scoring.LoadedVersion;
import io.clipstream.scoring.ReviewPolicy;
import io.clipstream.scoring.ScoringEngine;
import io.clipstream.scoring.SimulatedPreprocessor;
import io.clipstream.scoring.SimulatedVersions;
import io.clipstream.scoring.VersionRegistry;
import io.clipstream.testing.Patience;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScoreTopologyTest {
    @TempDir
    private Path state;

    private final Topics topics = ScoreFixture.topics("", "mock://score-topology-test", 1);
    private final VersionRegistry versions = new VersionRegistry();
    private final SimulatedPreprocessor preprocessor = new SimulatedPreprocessor(ScoreFixture.SIDE);
    private ScoringEngine engine = ScoreFixture.engine(versions, preprocessor, Duration.ofMillis(1));
    private final ScoreDrain drain = new ScoreDrain();
    private ScoreGate scoreGate = new ScoreGate(engine);
    /** What is in the source topic, as far as it is to be read again. */
    private final Map<Long, ConsumerRecord<byte[], byte[]>> again = new HashMap<>();

    private TopologyTestDriver driver;
    private TestInputTopic<byte[], byte[]> images;
    private TestOutputTopic<String, Prediction> predictions;
    private TestOutputTopic<String, ReviewItem> review;
    private TestOutputTopic<byte[], byte[]> deadLetters;

    @BeforeEach
    void start() {
        start(Patience.LIMIT, 16);
    }

    @AfterEach
    void close() {
        driver.close();
        scoreGate.close();
        engine.close();
    }

    @Test
    void predictsWithVersionLabelsFeatureAndCoordinates() {
        // Given
        versions.publish(SimulatedVersions.live("tiles", 9, 1));

        // When
        send("image-1", ScoreFixture.image("tiles", 3));

        // Then
        TestRecord<String, Prediction> record = awaitPrediction();
        Prediction prediction = record.value();
        assertThat(record.key()).isEqualTo("image-1");
        assertThat(prediction.getTask()).isEqualTo("tiles");
        assertThat(prediction.getAdapterVersion()).isEqualTo(9);
        assertThat(prediction.getModelId()).isEqualTo("model");
        assertThat(prediction.getTop()).extracting("label").containsExactly("b", "a");
        assertThat(prediction.getTop().get(0).getProbability()).isEqualTo(0.9f);
        assertThat(prediction.getMargin()).isEqualTo(0.9f - 0.1f);
        assertThat(prediction.getDecision()).isEqualTo(Decision.ACCEPTED);
        assertThat(prediction.getZeroShot().getLabel()).isEqualTo("a");
        assertThat(HalfFloats.toFloats(bytes(prediction.getFeature()))[3]).isEqualTo(1);
        assertThat(prediction.getImage().getTopic()).isEqualTo("images");
        assertThat(prediction.getImage().getOffset()).isZero();
        assertThat(prediction.getEventTime()).isEqualTo(Instant.ofEpochMilli(1_700_000_000_000L));
        assertThat(prediction.getTimings().getBatchSize()).isEqualTo(1);
        assertThat(review.isEmpty()).isTrue();
        assertThat(deadLetters.isEmpty()).isTrue();
    }

    @Test
    void keepsTheOrderOfThePartitionWhateverIsFinishedFirst() {
        // Given
        versions.publish(SimulatedVersions.live("tiles", 1, 1));
        CountDownLatch gate = preprocessor.hold(7);

        // When an image that is slow to decode is followed by a quick one and an unreadable one
        send("slow", ScoreFixture.image("tiles", 7));
        send("quick", ScoreFixture.image("tiles", 1));
        send("unreadable", ScoreFixture.image("tiles", SimulatedPreprocessor.UNREADABLE));
        Patience.await().until(() -> engine.stats().inFlight() == 2);
        driver.advanceWallClockTime(Duration.ofMillis(10));

        // Then nothing overtakes
        assertThat(predictions.isEmpty()).isTrue();
        assertThat(deadLetters.isEmpty()).isTrue();
        gate.countDown();
        assertThat(awaitPrediction().key()).isEqualTo("slow");
        assertThat(awaitPrediction().key()).isEqualTo("quick");
        assertThat(awaitDeadLetter().key()).isEqualTo("unreadable".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void forwardsEachImageBeforeTheNextOnceTheDrainHasBegun() {
        // Given
        versions.publish(SimulatedVersions.live("tiles", 1, 1));

        // When an image comes in while the role is being drained
        drain.begin();
        send("image-1", ScoreFixture.image("tiles", 1));

        // Then its prediction is out when intake returns, without any punctuation
        assertThat(predictions.readKeyValuesToList()).extracting(kv -> kv.key).containsExactly("image-1");
        assertThat(drain.open()).isZero();
    }

    @Test
    void onlyNotesWhatComesOnceTheDrainIsOver() {
        // Given
        versions.publish(SimulatedVersions.live("tiles", 1, 1));

        // When an image comes in while the role ends
        drain.begin();
        drain.end();
        send("image-1", ScoreFixture.image("tiles", 1));
        driver.advanceWallClockTime(Duration.ofMillis(10));

        // Then its reference is in the store for the next owner, and nothing is forwarded
        assertThat(predictions.isEmpty()).isTrue();
        assertThat(driver.<byte[], Long>getKeyValueStore(InFlightReferences.STORE)
                        .approximateNumEntries())
                .isEqualTo(1);
    }

    @Test
    void refusesAKeyThatNoPredictionCouldCarry() {
        // Given
        versions.publish(SimulatedVersions.live("tiles", 1, 1));

        // When
        send("k".repeat(2_000_000), ScoreFixture.image("tiles", 1));

        // Then it is a dead letter, and the next image is scored
        assertThat(new String(
                        awaitDeadLetter()
                                .headers()
                                .lastHeader("clipstream.message")
                                .value(),
                        StandardCharsets.UTF_8))
                .contains("2000000 bytes", "at most 1024");
        send("image-2", ScoreFixture.image("tiles", 1));
        assertThat(awaitPrediction().key()).isEqualTo("image-2");
    }

    @Test
    void sendsSmallMarginsAndTheAuditShareToReview() {
        // Given version 1 gives both classes one half
        versions.publish(SimulatedVersions.live("close", 1, 1));
        LiveVersion certain = SimulatedVersions.live("audited", 99, 1);
        versions.publish(new LiveVersion(certain.loaded(), 1, new ReviewPolicy(1, 0.1f, 1)));

        // When
        send("image-1", ScoreFixture.image("close", 1));
        send("image-2", ScoreFixture.image("audited", 1));

        // Then
        assertThat(awaitPrediction().value().getDecision()).isEqualTo(Decision.REVIEW);
        assertThat(awaitPrediction().value().getTop()).hasSize(1);
        List<TestRecord<String, ReviewItem>> items = review.readRecordsToList();
        assertThat(items).extracting(TestRecord::key).containsExactly("image-1", "image-2");
        assertThat(items)
                .extracting(item -> item.value().getReason())
                .containsExactly(ReviewReason.MARGIN, ReviewReason.AUDIT);
        assertThat(items.get(1).value().getImage().getOffset()).isEqualTo(1);
    }

    @Test
    void tellsWhyAPredictionIsNotAccepted() {
        // Given a target precision that nothing is known to reach, one that 0.95 reaches, and a spent budget
        LiveVersion live = SimulatedVersions.live("tiles", 9, 1);
        versions.publish(policy("unproven", live, new ReviewPolicy(5, 0.1f, 0, 0.98f, null, true, null)));
        versions.publish(policy("unsure", live, new ReviewPolicy(5, 0.1f, 0, 0.98f, 0.95f, true, 1)));

        // When
        send("image-1", ScoreFixture.image("unproven", 1));
        send("image-2", ScoreFixture.image("unsure", 1));
        send("image-3", ScoreFixture.image("unsure", 1));

        // Then
        Prediction unproven = awaitPrediction().value();
        Prediction unsure = awaitPrediction().value();
        Prediction unreviewed = awaitPrediction().value();
        assertThat(unproven.getDecision()).isEqualTo(Decision.REVIEW);
        assertThat(unproven.getReviewReason()).isEqualTo(ReviewReason.UNPROVEN);
        assertThat(unproven.getAcceptThreshold()).isGreaterThan(1);
        assertThat(unsure.getReviewReason()).isEqualTo(ReviewReason.CONFIDENCE);
        assertThat(unsure.getAcceptThreshold()).isEqualTo(0.95f);
        assertThat(unsure.getInclusionProbability()).isEqualTo(1);
        assertThat(unreviewed.getDecision()).isEqualTo(Decision.ABSTAINED);
        assertThat(unreviewed.getReviewReason()).isEqualTo(ReviewReason.CONFIDENCE);
        assertThat(unreviewed.getAuditProbability()).isZero();
        assertThat(unreviewed.getInclusionProbability()).isZero();
        assertThat(review.readRecordsToList()).extracting(TestRecord::key).containsExactly("image-1", "image-2");
    }

    @Test
    void sendsWhatIsUnlikeEveryExampleToReview() {
        // Given a version whose examples all look like image 3
        LiveVersion live = SimulatedVersions.live("tiles", 99, 1);
        int d = ScoreFixture.DIMENSION;
        float[] means = new float[2 * d];
        means[d + 3] = 1;
        Novelty novelty = new Novelty(new int[] {0, 5}, new float[d], means, new float[2 * d], 0, 0.5f);
        versions.publish(new LiveVersion(live.loaded().knowing(1, novelty, null), 1, new ReviewPolicy(5, 0.1f, 0)));

        // When
        send("known", ScoreFixture.image("tiles", 3));
        send("new", ScoreFixture.image("tiles", 4));

        // Then
        assertThat(awaitPrediction().value().getNovelty()).isEqualTo(0);
        Prediction unlike = awaitPrediction().value();
        assertThat(unlike.getNovelty()).isEqualTo(2);
        assertThat(unlike.getReviewReason()).isEqualTo(ReviewReason.NOVELTY);
        TestRecord<String, ReviewItem> item = review.readRecord();
        assertThat(item.key()).isEqualTo("new");
        assertThat(item.value().getNovelty()).isEqualTo(2);
    }

    private static LiveVersion policy(String task, LiveVersion like, ReviewPolicy policy) {
        LoadedVersion loaded = like.loaded();
        return new LiveVersion(
                new LoadedVersion(task, 1, "model", loaded.labels(), loaded.adapter(), loaded.zeroShot()), 1, policy);
    }

    @Test
    void refusesEachBadRecordWithItsReasonAndItsOriginalBytes() {
        // Given
        byte[] garbage = {1, 2, 3};
        ImageEvent reference = ImageEvent.newBuilder(ScoreFixture.image("tiles", 1))
                .setContent(new ImageReference("https://example.org/a.jpg", ByteBuffer.wrap(new byte[32])))
                .build();
        RecordHeaders headers = new RecordHeaders();
        headers.add("trace", new byte[] {42});

        // When, Then
        images.pipeInput(new TestRecord<>(key("a"), garbage, headers, 5L));
        TestRecord<byte[], byte[]> letter = awaitDeadLetter();
        assertThat(letter.value()).isEqualTo(garbage);
        assertThat(letter.key()).isEqualTo(key("a"));
        assertThat(letter.headers().lastHeader("trace").value()).containsExactly(42);
        assertThat(header(letter, "clipstream.reason")).isEqualTo("UNDECODABLE");
        assertThat(header(letter, "clipstream.stage")).isEqualTo("SCORE");
        assertThat(header(letter, "clipstream.offset")).isEqualTo("0");

        assertRefused(null, value(ScoreFixture.image("tiles", 1)), "BAD_KEY", "key is absent");
        assertRefused(new byte[] {(byte) 0xc3}, value(ScoreFixture.image("tiles", 1)), "BAD_KEY", "UTF-8");
        assertRefused(key("a"), null, "UNEXPECTED_TOMBSTONE", "absent");
        assertRefused(key("a"), value(ScoreFixture.image("No Task", 1)), "INVALID_FIELD", "field task is 'No Task'");
        assertRefused(key("a"), value(ScoreFixture.image("tiles", new byte[0])), "INVALID_FIELD", "payload is empty");
        assertRefused(key("a"), value(reference), "UNSUPPORTED_SOURCE", "no image is fetched");
        assertRefused(key("a"), value(ScoreFixture.image("nobody", 1)), "UNKNOWN_TASK", "nobody");
        versions.publish(SimulatedVersions.live("tiles", 1, 1));
        assertRefused(
                key("a"),
                value(ScoreFixture.image("tiles", SimulatedPreprocessor.UNREADABLE)),
                "UNREADABLE_IMAGE",
                "not an image");
        assertThat(predictions.isEmpty()).isTrue();
        assertThat(references()).isZero();
    }

    @Test
    void leavesOutAnOriginalThatNoBrokerWouldTake() {
        // Given, When
        images.pipeInput(key("a"), new byte[3000]);

        // Then
        TestRecord<byte[], byte[]> letter = awaitDeadLetter();
        assertThat(letter.value()).isNull();
        assertThat(Integer.parseInt(header(letter, LetterHeaders.OMITTED))).isGreaterThan(3000);
    }

    @Test
    void keepsAReferenceUntilItsForward() {
        // Given
        versions.publish(SimulatedVersions.live("tiles", 1, 1));
        CountDownLatch gate = preprocessor.hold(7);

        // When
        send("held", ScoreFixture.image("tiles", 7));

        // Then
        assertThat(references()).isEqualTo(1);
        gate.countDown();
        awaitPrediction();
        assertThat(references()).isZero();
    }

    @Test
    void keepsOnlyThePlaceOfAnImageForWhichASlowDeviceMakesNoRoom() {
        // Given an engine with room for two images, which it does not finish
        close();
        engine = ScoreFixture.engine(versions, preprocessor, 2);
        scoreGate = new ScoreGate(engine);
        start(Duration.ofMillis(200), 16);
        versions.publish(SimulatedVersions.live("tiles", 1, 1));
        send("done", ScoreFixture.image("tiles", 1));
        awaitPrediction();
        CountDownLatch gate = preprocessor.hold(7);

        // When two images more come than there is room for
        for (String id : List.of("stuck", "within", "beyond", "last")) {
            long offset = again.size() + 1L;
            again.put(offset, record(offset, id));
            send(id, ScoreFixture.image("tiles", 7));
        }

        // Then intake has not failed, a reference to each is safe, and the engine holds only those within its bound
        assertThat(references()).isEqualTo(4);
        assertThat(engine.stats().inFlight()).isEqualTo(2);
        assertThat(scoreGate.blocked()).isGreaterThanOrEqualTo(Duration.ofMillis(200));

        // And when the device answers, they come out in order, those beyond the bound read again
        gate.countDown();
        for (String id : List.of("stuck", "within", "beyond", "last")) {
            assertThat(awaitPrediction().key()).isEqualTo(id);
        }
        assertThat(references()).isZero();
        assertThat(deadLetters.isEmpty()).isTrue();
    }

    private void start(Duration deadline, int maxInFlight) {
        Properties settings = new Properties();
        settings.putAll(ScoreStreamsSettings.of(
                Map.of(
                        StreamsConfig.APPLICATION_ID_CONFIG, "score",
                        StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "nowhere:1",
                        StreamsConfig.STATE_DIR_CONFIG, state.toString()),
                true,
                1024 * 1024));
        ScoreSettings bounds = new ScoreSettings(maxInFlight, 1024 * 1024, Duration.ofMillis(5), deadline, 2000);
        driver = new TopologyTestDriver(
                ScoreTopology.build(
                        topics, bounds, engine, VersionCatchUp.ALONE, fetcher(), ImageStore.NONE, drain, scoreGate),
                settings);
        images = driver.createInputTopic("images", new ByteArraySerializer(), new ByteArraySerializer());
        predictions = driver.createOutputTopic(
                "predictions",
                new StringDeserializer(),
                topics.predictions().values().deserializer());
        review = driver.createOutputTopic(
                "review-queue",
                new StringDeserializer(),
                topics.reviewQueue().values().deserializer());
        deadLetters =
                driver.createOutputTopic("dead-letters", new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private RecordFetcher fetcher() {
        return new RecordFetcher() {
            @Override
            public CompletableFuture<Optional<ConsumerRecord<byte[], byte[]>>> fetch(
                    String topic, int partition, long offset) {
                return CompletableFuture.completedFuture(Optional.of(again.get(offset)));
            }

            @Override
            public void close() {}
        };
    }

    private ConsumerRecord<byte[], byte[]> record(long offset, String id) {
        return new ConsumerRecord<>("images", 0, offset, key(id), value(ScoreFixture.image("tiles", 7)));
    }

    private void send(String id, ImageEvent event) {
        images.pipeInput(key(id), value(event));
    }

    private void assertRefused(byte[] key, byte[] value, String reason, String message) {
        images.pipeInput(key, value);
        TestRecord<byte[], byte[]> letter = awaitDeadLetter();
        assertThat(header(letter, "clipstream.reason")).isEqualTo(reason);
        assertThat(header(letter, "clipstream.message")).contains(message);
        assertThat(letter.value()).isEqualTo(value);
        assertThat(letter.key()).isEqualTo(key);
    }

    private TestRecord<String, Prediction> awaitPrediction() {
        await(predictions);
        return predictions.readRecord();
    }

    private TestRecord<byte[], byte[]> awaitDeadLetter() {
        await(deadLetters);
        return deadLetters.readRecord();
    }

    private void await(TestOutputTopic<?, ?> topic) {
        Patience.await().pollInSameThread().until(() -> {
            driver.advanceWallClockTime(Duration.ofMillis(5));
            return !topic.isEmpty();
        });
    }

    private int references() {
        List<Object> found = new ArrayList<>();
        try (var all = driver.getKeyValueStore(InFlightReferences.STORE).all()) {
            all.forEachRemaining(found::add);
        }
        return found.size();
    }

    private byte[] value(ImageEvent event) {
        return topics.images().values().serializer().serialize("images", event);
    }

    private static byte[] key(String id) {
        return id.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    private static String header(TestRecord<?, ?> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }
}
