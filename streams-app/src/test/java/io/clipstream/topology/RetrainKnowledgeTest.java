package io.clipstream.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.clipstream.adapter.HalfFloats;
import io.clipstream.schemas.AdapterRecord;
import io.clipstream.schemas.AdapterVersion;
import io.clipstream.schemas.ChampionPointer;
import io.clipstream.schemas.Command;
import io.clipstream.schemas.CommandKind;
import io.clipstream.schemas.Example;
import io.clipstream.schemas.ScoringPolicy;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What versions know of themselves, and what their pointers tell the scorers. */
class RetrainKnowledgeTest {
    private static final String TASK = LearningRecords.TASK;
    private static final Duration TICK = Duration.ofMillis(10);

    private final Topics topics = LearningRecords.topics();
    private final Queue<Runnable> work = new ArrayDeque<>();
    private final Map<Long, AdapterVersion> versions = new TreeMap<>();
    private LearningDriver driver;
    private ChampionPointer pointer;

    @BeforeEach
    void start() {
        LearningDriver.TestClock clock = new LearningDriver.TestClock();
        driver = new LearningDriver(
                RetrainTopology.build(
                        topics,
                        RetrainConfig.defaults(),
                        LearningRecords.SERDES,
                        new TestHeads(LearningRecords.MODEL, work::add),
                        new RetrainExecutors(work::add, work::add, work::add),
                        clock),
                clock);
    }

    @AfterEach
    void stop() {
        driver.close();
    }

    @Test
    void acceptsFromAProbabilityOnceEnoughAuditLabelsShowWhatReachesTheTarget() {
        // Given a target and 49 audited images, all predicted right
        apply("metric-residual", 0.9f);
        audited(0, 49, null);
        settle();
        // Then nothing is accepted, and the reason is told
        assertThat(pointer.getLimits().getAcceptThreshold()).isNull();
        assertThat(pointer.getLimits().getReason()).isEqualTo("not enough audit labels: 49, concluded from 50");

        // When there are 70
        audited(49, 70, null);
        settle();

        // Then
        AdapterVersion version = versions.get(pointer.getVersion());
        assertThat(pointer.getLimits().getAcceptThreshold()).isBetween(0.3f, 1f);
        assertThat(pointer.getLimits().getAuditLabels()).isEqualTo(70);
        assertThat(pointer.getLimits().getReason()).contains("100 % of 70 audit labels");
        assertThat(version.getReliability().getLabels()).isEqualTo(70);
        assertThat(version.getReliability().getAccuracy()).isEqualTo(1);
        assertThat(version.getNovelty().getCounts()).containsExactly(35, 35);
    }

    @Test
    void followsAnotherTargetWithoutAnotherFit() {
        // Given
        apply("residual-least-squares", 0.9f);
        audited(0, 70, null);
        settle();
        long version = pointer.getVersion();
        assertThat(pointer.getLimits().getAcceptThreshold()).isNotNull();
        // When more is asked than 70 labels can show
        apply("residual-least-squares", 0.99f);
        // Then
        assertThat(pointer.getVersion()).isEqualTo(version);
        assertThat(pointer.getLimits().getAcceptThreshold()).isNull();
        assertThat(pointer.getLimits().getReason()).contains("99.0 %", "fewer than 437");
        // And when nothing is asked
        apply("residual-least-squares", null);
        assertThat(pointer.getLimits()).isNull();
    }

    @Test
    void goesBackToWhatTheEarlierVersionKnew() {
        // Given
        apply("residual-least-squares", 0.9f);
        audited(0, 70, null);
        settle();
        // When the zero-shot version is put back, for which nobody had labelled anything
        driver.send(
                topics.commands(),
                TASK,
                Command.newBuilder()
                        .setCommandId(UUID.randomUUID())
                        .setTask(TASK)
                        .setKind(CommandKind.ROLLBACK)
                        .setVersion(1L)
                        .setActor("ann")
                        .setAt(Instant.EPOCH)
                        .build());
        settle();
        // Then
        assertThat(pointer.getVersion()).isEqualTo(1);
        assertThat(pointer.getLimits().getAcceptThreshold()).isNull();
        assertThat(pointer.getLimits().getAuditLabels()).isZero();
    }

    @Test
    void countsWhatPeopleRejectedAndWeighsWhatWasDrawnRarely() {
        // Given 60 audited images drawn with probability 0.1, 20 with 0.5, and 10 of no class
        apply("residual-least-squares", 0.9f);
        audited(0, 60, 0.1f);
        audited(60, 80, 0.5f);
        for (int i = 0; i < 10; i++) {
            send(Example.newBuilder(LearningRecords.example("none-" + i, null))
                    .setTrains(false)
                    .setInclusionProbability(0.5f)
                    .build());
        }
        // When
        example("last", 0, false, null);
        settle();
        // Then: weights 10 and 2
        AdapterVersion version = versions.get(pointer.getVersion());
        assertThat(version.getReliability().getLabels()).isEqualTo(90);
        assertThat(version.getReliability().getAccuracy()).isCloseTo(640f / 660, within(1e-3f));
        assertThat(version.getReliability().getEffective()).isCloseTo(660f * 660 / (60 * 100 + 30 * 4), within(0.05f));
    }

    @Test
    void letsAnInstantVersionKnowWhatItsFitKnew() {
        // Given
        apply("metric-residual", 0.9f);
        audited(0, 70, null);
        settle();
        AdapterVersion fit = versions.get(pointer.getVersion());
        // When a correction comes, and only its instant version is ready
        example("more", 1, true, null);
        driver.advance(TICK);
        work.remove().run();
        driver.advance(TICK);
        read();
        // Then
        AdapterVersion instant = versions.get(pointer.getVersion());
        assertThat(instant.getLineage().getTrigger()).isEqualTo("instant");
        assertThat(instant.getReliability()).isEqualTo(fit.getReliability());
        assertThat(instant.getSharpness()).isEqualTo(fit.getSharpness());
        assertThat(instant.getNovelty()).isEqualTo(fit.getNovelty());
        assertThat(pointer.getLimits().getAcceptThreshold()).isNotNull();
    }

    private void apply(String method, Float target) {
        ScoringPolicy policy = ScoringPolicy.newBuilder()
                .setTargetPrecision(target)
                .setNoveltyShare(0.05f)
                .build();
        driver.send(
                topics.tasks(),
                TASK,
                io.clipstream.schemas.TaskSpec.newBuilder(LearningRecords.task("cat", "dog"))
                        .setMethod(method)
                        .setPolicy(policy)
                        .build());
        settle();
    }

    private void audited(int from, int to, Float probability) {
        for (int i = from; i < to; i++) {
            example("image-" + i, i % 2, true, probability);
        }
    }

    /** An image that looks like its class's text, a little shifted. */
    private void example(String imageId, int label, boolean audited, Float probability) {
        String name = label == 0 ? "cat" : "dog";
        float[] x = LearningRecords.feature(name);
        float[] own = LearningRecords.feature(imageId);
        double square = 0;
        for (int i = 0; i < x.length; i++) {
            x[i] += 0.2f * own[i];
            square += (double) x[i] * x[i];
        }
        for (int i = 0; i < x.length; i++) {
            x[i] /= (float) Math.sqrt(square);
        }
        send(Example.newBuilder(LearningRecords.example(imageId, name))
                .setFeature(ByteBuffer.wrap(HalfFloats.toBytes(x)))
                .setOrigin(
                        audited
                                ? io.clipstream.schemas.CorrectionOrigin.AUDIT
                                : io.clipstream.schemas.CorrectionOrigin.SPONTANEOUS)
                .setInclusionProbability(probability)
                .build());
    }

    private void send(Example example) {
        driver.send(topics.fewShotBuffer(), TASK + "/" + example.getImageId(), example);
    }

    /** Runs whatever is due, and what that leads to, over a while in which nothing comes. */
    private void settle() {
        for (int round = 0; round < 4; round++) {
            driver.advance(Duration.ofSeconds(1));
            while (!work.isEmpty()) {
                work.remove().run();
                driver.advance(TICK);
            }
        }
        read();
    }

    private void read() {
        for (TestRecord<String, AdapterRecord> record : driver.read(topics.adapters())) {
            if (record.value() != null && record.value().getContent() instanceof AdapterVersion version) {
                versions.put(version.getVersion(), version);
            } else if (record.value() != null) {
                pointer = (ChampionPointer) record.value().getContent();
            }
        }
        driver.read(topics.promotions());
    }
}
