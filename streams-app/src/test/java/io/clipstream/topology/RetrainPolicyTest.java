package io.clipstream.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.adapter.AdapterArtifact;
import io.clipstream.adapter.AdapterMethods;
import io.clipstream.adapter.ClassHead;
import io.clipstream.adapter.HalfFloats;
import io.clipstream.adapter.InstantSeries;
import io.clipstream.adapter.MetricResidual;
import io.clipstream.adapter.Shot;
import io.clipstream.adapter.SupportSet;
import io.clipstream.adapter.TrainingInput;
import io.clipstream.adapter.UnlabelledSample;
import io.clipstream.schemas.AdapterRecord;
import io.clipstream.schemas.AdapterVersion;
import io.clipstream.schemas.ChampionPointer;
import io.clipstream.schemas.CorrectionOrigin;
import io.clipstream.schemas.Decision;
import io.clipstream.schemas.Example;
import io.clipstream.schemas.PredictedView;
import io.clipstream.schemas.Promotion;
import io.clipstream.schemas.PromotionOutcome;
import io.clipstream.schemas.SampledFeature;
import io.clipstream.schemas.TaskSpec;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The pace of the default learner: instant versions, refits, the unlabelled sample, and what the gate does with them. */
class RetrainPolicyTest {
    private static final String TASK = LearningRecords.TASK;
    private static final Duration TICK = Duration.ofMillis(10);
    private static final Duration IDLE = Duration.ofSeconds(2);
    private static final Duration SAMPLE_IDLE = Duration.ofMinutes(10);

    private final Topics topics = LearningRecords.topics();
    private final Queue<Runnable> refits = new ArrayDeque<>();
    private final Queue<Runnable> background = new ArrayDeque<>();
    private final Queue<Runnable> instants = new ArrayDeque<>();
    private final List<AdapterVersion> versions = new ArrayList<>();
    private final List<String> gone = new ArrayList<>();
    private final List<Promotion> promotions = new ArrayList<>();
    private LearningDriver driver;
    private long champion;

    @BeforeEach
    void start() {
        RetrainPace pace =
                new RetrainPace(IDLE, SAMPLE_IDLE, 0.25, Duration.ofMinutes(1), 0.25, Duration.ofSeconds(5), 0.25);
        RetrainConfig config =
                new RetrainConfig(8, 7, TICK, pace, TICK, Duration.ofDays(7), Map.of("clipstream", "test"), "cpu");
        LearningDriver.TestClock clock = new LearningDriver.TestClock();
        driver = new LearningDriver(
                RetrainTopology.build(
                        topics,
                        config,
                        LearningRecords.SERDES,
                        new TestHeads(LearningRecords.MODEL, refits::add),
                        new RetrainExecutors(refits::add, background::add, instants::add),
                        clock),
                clock);
        driver.send(
                topics.tasks(),
                TASK,
                TaskSpec.newBuilder(LearningRecords.task("cat", "dog"))
                        .setMethod("auto")
                        .build());
        settle();
    }

    @AfterEach
    void stop() {
        driver.close();
    }

    @Test
    void aCorrectionHasAnInstantVersionBeforeARefitIsThere() {
        // Given a refit on four examples
        fourExamples();
        long base = champion;

        // When another comes, while the thread of refits is busy
        example("e", "dog");
        driver.advance(TICK);
        runInstants();

        // Then
        AdapterVersion instant = version(champion);
        assertThat(champion).isEqualTo(base + 1);
        assertThat(instant.getMethod()).isEqualTo(MetricResidual.NAME);
        assertThat(instant.getLineage().getTrigger()).isEqualTo("instant");
        assertThat(instant.getLineage().getBase()).isEqualTo(base);
        assertThat(instant.getLineage().getReplayed()).containsExactly("e");
        assertThat(instant.getLineage().getAdded()).containsExactly("e");
        assertThat(instant.getLineage().getExamples()).isEqualTo(5);
        assertThat(last().getBy()).isEqualTo("gate:instant");
    }

    @Test
    void anInstantVersionIsMadeAgainFromItsBaseAndTheIdsInItsLineage() throws Exception {
        // Given eight examples in a refit and two more, one after the other
        for (int i = 0; i < 8; i++) {
            example("base-" + i, i % 2 == 0 ? "cat" : "dog");
        }
        idle();
        example("y", "dog");
        settle();
        example("x", "cat");
        driver.advance(TICK);
        runInstants();

        // When it is replayed from what its record says
        AdapterVersion instant = version(champion);
        assertThat(instant.getLineage().getReplayed()).containsExactly("y", "x");
        AdapterVersion base = version(instant.getLineage().getBase());
        AdapterArtifact artifact = AdapterRecords.artifact(base);
        ClassHead head = new ClassHead(
                artifact.labels(),
                artifact.revision(),
                artifact.modelId(),
                artifact.tensors().get("text"),
                artifact.logitScale());
        List<Shot> shots = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            shots.add(new Shot("base-" + i, i % 2, LearningRecords.feature("base-" + i)));
        }
        InstantSeries series =
                new MetricResidual().series(new TrainingInput(head, halved(shots), Map.of(), 7), artifact);
        AdapterArtifact again = null;
        for (String imageId : instant.getLineage().getReplayed()) {
            again = series.add(
                    halved(List.of(new Shot(imageId, imageId.equals("y") ? 1 : 0, LearningRecords.feature(imageId))))
                            .shots()
                            .get(0));
        }

        // Then it is the same to the byte
        AdapterVersion replayed = AdapterRecords.version(TASK, instant.getVersion(), again, instant.getLineage());
        assertThat(replayed.getTensorsSha256()).isEqualTo(instant.getTensorsSha256());
    }

    @Test
    void aRefitFollowsWhenNoCorrectionHasComeForAWhile() {
        // Given a refit on eight examples and an instant version
        for (int i = 0; i < 8; i++) {
            example("base-" + i, i % 2 == 0 ? "cat" : "dog");
        }
        idle();
        example("e", "dog");
        settle();
        assertThat(version(champion).getLineage().getTrigger()).isEqualTo("instant");
        assertThat(refits).isEmpty();

        // When it stays quiet
        idle();

        // Then a refit on everything is in use, once
        assertThat(version(champion).getLineage().getTrigger()).isEqualTo("refit");
        assertThat(version(champion).getLineage().getExamples()).isEqualTo(9);
        int before = versions.size();
        idle();
        assertThat(versions).hasSize(before);
    }

    @Test
    void aRefitDoesNotTakeBackWhatACorrectionChangedMeanwhile() {
        // Given a refit in work on five examples
        fourExamples();
        example("e", "dog");
        driver.advance(TICK);
        assertThat(refits).hasSize(1);
        runInstants();

        // When a sixth comes before it ends
        example("f", "cat");
        driver.advance(TICK);
        runInstants();
        long live = champion;
        settle();

        // Then whatever is in use from here on has learned it
        assertThat(versions.stream().filter(v -> v.getVersion() > live).toList())
                .isNotEmpty();
        assertThat(promotions.stream()
                        .filter(p -> p.getVersion() != null && p.getVersion() > live)
                        .reduce((first, second) -> second)
                        .map(p -> version(p.getVersion()).getLineage().getExamples()))
                .contains(6);
        AdapterVersion latest = version(champion);
        assertThat(latest.getLineage().getBase()).isEqualTo(champion - 1);
        assertThat(latest.getLineage().getReplayed()).containsExactly("f");
    }

    @Test
    void nothingBuildsOnAWithdrawnExample() {
        // Given instant versions on a refit that has seen "a"
        for (int i = 0; i < 7; i++) {
            example("base-" + i, i % 2 == 0 ? "cat" : "dog");
        }
        example("a", "dog");
        idle();
        example("e", "dog");
        driver.advance(TICK);
        runInstants();
        assertThat(version(champion).getLineage().getTrigger()).isEqualTo("instant");

        // When "a" is withdrawn, and another correction comes
        withdraw("a");
        example("f", "cat");
        settle();

        // Then the next version is a refit without it
        AdapterVersion latest = version(champion);
        assertThat(latest.getLineage().getTrigger()).isEqualTo("refit");
        assertThat(latest.getLineage().getExamples()).isEqualTo(9);
    }

    @Test
    void aChangedLabelIsNotLearnedOnTopOfTheOldOne() {
        // Given a refit that has seen "a" as a cat
        fourExamples();

        // When it is a dog now
        example("a", "dog");
        settle();

        // Then
        assertThat(version(champion).getLineage().getTrigger()).isEqualTo("refit");
        assertThat(version(champion).getLineage().getExamples()).isEqualTo(4);
    }

    @Test
    void theUnlabelledSampleSharpensPlainClipBeforeTheFirstCorrection() {
        // Given a sample that is too small
        sample(0, 99, 1);
        settle();
        assertThat(version(champion).getMethod()).isEqualTo("zero-shot");

        // When it is large enough
        sample(99, 100, 1);
        settle();

        // Then
        AdapterVersion sharpened = version(champion);
        assertThat(sharpened.getMethod()).isEqualTo(MetricResidual.NAME);
        assertThat(sharpened.getLineage().getExamples()).isZero();
        assertThat(sharpened.getLineage().getUnlabelled()).isEqualTo(100);
        assertThat(sharpened.getLineage().getSampleDigest()).isEqualTo(digest(100));
    }

    @Test
    void theSampleLeadsToARefitWhenItHasGrownOrItsPeriodTurnsOrItHasSettled() {
        // Given a version with a sample of 100
        sample(0, 100, 1);
        settle();
        long first = champion;

        // When it grows by less than a quarter, nothing is due, but when it has by a quarter
        sample(100, 124, 1);
        settle();
        assertThat(champion).isEqualTo(first);
        sample(124, 125, 1);
        settle();
        assertThat(version(champion).getLineage().getUnlabelled()).isEqualTo(125);
        long second = champion;

        // When a new period begins
        sample(125, 126, 2);
        settle();
        assertThat(champion).isEqualTo(second + 1);
        long third = champion;

        // When a small change has stood for a while
        sample(126, 127, 2);
        settle();
        assertThat(champion).isEqualTo(third);
        driver.advance(SAMPLE_IDLE);
        settle();
        assertThat(version(champion).getLineage().getSampleDigest()).isEqualTo(digest(127));
    }

    @Test
    void aTaskThatWantsNoSampleHasNone() {
        // Given
        driver.send(
                topics.tasks(),
                TASK,
                TaskSpec.newBuilder(LearningRecords.task("cat", "dog"))
                        .setMethod("auto")
                        .setOptions(Map.of("metric-residual.unlabelled", "0"))
                        .build());

        // When
        sample(0, 200, 1);
        example("a", "dog");
        settle();

        // Then
        assertThat(version(champion).getLineage().getSampleDigest()).isEmpty();
        assertThat(version(champion).getLineage().getExamples()).isEqualTo(1);
    }

    @Test
    void garbageInTheSampleIsADeadLetterAndTheOldFeatureLeaves() {
        // Given a sample of 100
        sample(0, 100, 1);
        settle();

        // When
        driver.sendRaw(topics.featureSample(), TASK + "/image-0", new byte[] {9, 9});
        driver.send(topics.featureSample(), TASK + "/other", sampled(0, 1));
        driver.send(
                topics.featureSample(),
                TASK + "/image-1",
                SampledFeature.newBuilder(sampled(1, 1))
                        .setFeature(ByteBuffer.wrap(new byte[] {1}))
                        .build());
        driver.send(topics.featureSample(), TASK + "/image-2", null);
        sample(100, 130, 1);
        settle();

        // Then
        assertThat(driver.deadLetters(topics).stream().map(LearningDriver::reason))
                .containsExactly("RETRAIN UNDECODABLE", "RETRAIN BAD_KEY", "RETRAIN INVALID_FIELD");
        assertThat(version(champion).getLineage().getUnlabelled()).isEqualTo(128);
    }

    @Test
    void heldOutExamplesAreNeverTrainedOnAndAlwaysLookedAt() {
        // Given ten shots
        for (int i = 0; i < 10; i++) {
            example("base-" + i, i % 2 == 0 ? "cat" : "dog");
        }
        // When some are held out, one of them a shot before
        for (int i = 0; i < 20; i++) {
            send(Example.newBuilder(LearningRecords.example("held-" + i, i % 2 == 0 ? "cat" : "dog"))
                    .setOrigin(CorrectionOrigin.SPONTANEOUS)
                    .setHeldOut(true)
                    .build());
        }
        send(Example.newBuilder(LearningRecords.example("base-0", "cat"))
                .setHeldOut(true)
                .build());
        idle();

        // Then
        assertThat(version(champion).getLineage().getExamples()).isEqualTo(9);
        assertThat(last().getFigures())
                .containsEntry("heldOut", 21.0)
                .containsEntry("audited", 9.0)
                .containsEntry("enough", 0.0)
                .containsKey("heldOutAccuracy");
        assertThat(last().getReason()).startsWith("not enough audited or held-out labels: 30 of 50");
    }

    @Test
    void versionsThatAuditedImagesShowToBeWorseThanPlainClipAreTakenBack() {
        // Given a version that learned from ten examples
        for (int i = 0; i < 10; i++) {
            example("base-" + i, i % 2 == 0 ? "cat" : "dog");
        }
        idle();
        long learned = champion;

        // When audited images come of which it got none right, and plain CLIP all
        int sent = 0;
        for (int i = 0; sent < 60 && champion == learned; i++) {
            String imageId = "audit-" + i;
            String plain = zeroShot(imageId);
            send(Example.newBuilder(LearningRecords.example(imageId, plain))
                    .setTrains(false)
                    .setPredicted(predicted(learned, plain.equals("cat") ? "dog" : "cat"))
                    .build());
            sent++;
            read();
        }

        // Then the zero-shot head is back after the fiftieth, with the figures
        assertThat(sent).isEqualTo(50);
        assertThat(champion).isEqualTo(1);
        assertThat(last().getOutcome()).isEqualTo(PromotionOutcome.ROLLED_BACK);
        assertThat(last().getBy()).isEqualTo("rule:prequential");
        assertThat(last().getFigures())
                .containsEntry("prequentialLabels", 50.0)
                .containsEntry("prequentialAccuracy", 0.0)
                .containsEntry("prequentialZeroShotAccuracy", 1.0);

        // And one correction more does not bring it back
        example("e", "dog");
        idle();
        assertThat(champion).isEqualTo(1);
    }

    @Test
    void aBurstOfInstantVersionsDoesNotPushOutTheFittedOnes() {
        // Given two refits
        for (int i = 0; i < 40; i++) {
            example("base-" + i, i % 2 == 0 ? "cat" : "dog");
        }
        idle();
        long first = champion;
        example("more", "cat");
        idle();
        long second = version(champion).getVersion();

        // When more instant versions follow than places are kept
        for (int i = 0; i < 9; i++) {
            example("burst-" + i, i % 2 == 0 ? "cat" : "dog");
            driver.advance(TICK);
            runInstants();
        }

        // Then
        assertThat(gone).isNotEmpty().doesNotContain(TASK + "/" + first, TASK + "/" + second, TASK + "/" + champion);
    }

    private void fourExamples() {
        example("a", "cat");
        example("b", "dog");
        example("c", "cat");
        example("d", "dog");
        idle();
        assertThat(version(champion).getLineage().getExamples()).isEqualTo(4);
    }

    /** As they travel: half precision, brought back to length 1. */
    private static SupportSet halved(List<Shot> shots) {
        return new SupportSet(shots.stream()
                .map(shot -> new Shot(shot.id(), shot.label(), HalfFloats.readUnit(HalfFloats.toBytes(shot.feature()))))
                .toList());
    }

    private String zeroShot(String imageId) {
        float[] probabilities = new float[2];
        try {
            AdapterMethods.load(AdapterRecords.artifact(version(1)))
                    .probabilities(LearningRecords.feature(imageId), 1, probabilities);
        } catch (io.clipstream.adapter.InvalidAdapterException e) {
            throw new AssertionError(e);
        }
        return probabilities[0] >= probabilities[1] ? "cat" : "dog";
    }

    private static PredictedView predicted(long version, String label) {
        return new PredictedView(version, label, 0.9f, 0.8f, Decision.REVIEW, Instant.EPOCH, Instant.EPOCH);
    }

    private static SampledFeature sampled(int image, long period) {
        String imageId = "image-" + image;
        return new SampledFeature(
                TASK,
                imageId,
                SelectSample.hash(imageId),
                period,
                ByteBuffer.wrap(HalfFloats.toBytes(LearningRecords.feature(imageId))),
                LearningRecords.MODEL);
    }

    private void sample(int from, int to, long period) {
        for (int i = from; i < to; i++) {
            driver.send(topics.featureSample(), TASK + "/image-" + i, sampled(i, period));
        }
    }

    private static String digest(int images) {
        List<UnlabelledSample.Row> rows = new ArrayList<>();
        for (int i = 0; i < images; i++) {
            float[] feature = LearningRecords.feature("image-" + i);
            rows.add(new UnlabelledSample.Row("image-" + i, HalfFloats.readUnit(HalfFloats.toBytes(feature))));
        }
        return new UnlabelledSample(rows).digest();
    }

    private void example(String imageId, String label) {
        send(LearningRecords.example(imageId, label));
    }

    private void send(Example example) {
        driver.send(topics.fewShotBuffer(), TASK + "/" + example.getImageId(), example);
    }

    private void withdraw(String imageId) {
        driver.sendRaw(
                topics.fewShotBuffer(),
                TASK + "/" + imageId,
                null,
                new RecordHeaders(SelectCause.WITHDRAWN.headers().toArray()));
    }

    private void idle() {
        settle();
        driver.advance(IDLE);
        settle();
    }

    private void runInstants() {
        while (!instants.isEmpty()) {
            instants.remove().run();
            driver.advance(TICK);
        }
        read();
    }

    /** Runs instant versions and refits until nothing is left to do at this time. */
    private void settle() {
        driver.advance(TICK);
        while (!refits.isEmpty() || !instants.isEmpty()) {
            runInstants();
            if (!refits.isEmpty()) {
                refits.remove().run();
            }
            driver.advance(TICK);
            driver.advance(TICK);
        }
        read();
    }

    private void read() {
        for (TestRecord<String, AdapterRecord> record : driver.read(topics.adapters())) {
            if (record.value() == null) {
                gone.add(record.key());
            } else if (record.value().getContent() instanceof AdapterVersion version) {
                versions.add(version);
            } else {
                champion = ((ChampionPointer) record.value().getContent()).getVersion();
            }
        }
        driver.read(topics.promotions()).forEach(record -> promotions.add(record.value()));
    }

    private AdapterVersion version(long number) {
        return versions.stream()
                .filter(version -> version.getVersion() == number)
                .findFirst()
                .orElseThrow();
    }

    private Promotion last() {
        return promotions.get(promotions.size() - 1);
    }
}
