package io.clipstream.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.clipstream.adapter.AdapterArtifact;
import io.clipstream.adapter.InvalidAdapterException;
import io.clipstream.adapter.JudgedRow;
import io.clipstream.adapter.Novelty;
import io.clipstream.adapter.ReliabilityFigures;
import io.clipstream.adapter.SelfKnowledge;
import io.clipstream.adapter.StreamSketch;
import io.clipstream.adapter.Tensor;
import io.clipstream.adapter.UnlabelledSample;
import io.clipstream.schemas.AdapterVersion;
import io.clipstream.schemas.Lineage;
import io.clipstream.schemas.NoveltyModel;
import io.clipstream.schemas.Reliability;
import io.clipstream.schemas.ScoringPolicy;
import io.clipstream.scoring.LoadedVersion;
import io.clipstream.scoring.VersionLoader;
import io.clipstream.serde.AvroGuards;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class KnowledgeRecordsTest {
    static {
        AvroGuards.install();
    }

    private static final float[] TEXT = {1, 0, 0, 0, 0, 1, 0, 0};

    private final AdapterVersion version = KnowledgeRecords.with(plain(), knowledge(true));

    @Test
    void givesScorersWhatTheFitKnew() throws InvalidAdapterException {
        // When
        AdapterArtifact artifact = AdapterRecords.artifact(version);
        LoadedVersion loaded =
                KnowledgeRecords.known(new VersionLoader("model", 4).load("pets", 1, artifact), version, artifact);
        // Then
        float[] x = {0, 0.6f, 0.8f, 0};
        assertThat(loaded.novelty().ratio(x, 0, 1)).isCloseTo(novelty().ratio(x, 0, 1), within(1e-3f));
        assertThat(loaded.novelty().ratio(x, 0, 0)).isNaN();
        assertThat(loaded.stream().isSame(knowledge(true).stream().orElseThrow()))
                .isTrue();
        float[] p = new float[2];
        loaded.adapter().probabilities(new float[] {0.6f, 0.8f, 0, 0}, 1, p);
        assertThat(p[1] / p[0]).isCloseTo((float) Math.exp(1.5 * 10 * 0.2), within(0.01f));
        loaded.zeroShot().probabilities(new float[] {0.6f, 0.8f, 0, 0}, 1, p);
        assertThat(p[1] / p[0]).isCloseTo((float) Math.exp(10 * 0.2), within(0.01f));
    }

    @Test
    void keepsTheFiguresThroughTheRecord() {
        ReliabilityFigures figures = knowledge(true).figures();
        ReliabilityFigures read = KnowledgeRecords.figures(version.getReliability());
        assertThat(read.labels()).isEqualTo(figures.labels());
        assertThat(read.accuracyLow()).isCloseTo(figures.accuracyLow(), within(1e-6));
        assertThat(read.steps()).hasSameSizeAs(figures.steps());
        assertThat(read.confusion()).isEqualTo(figures.confusion());
        assertThat(KnowledgeRecords.figures(null).labels()).isZero();
    }

    @Test
    void acceptsNothingWhereProbabilitiesCannotBeTrusted() {
        // Given
        ScoringPolicy policy =
                ScoringPolicy.newBuilder().setTargetPrecision(0.9f).build();
        Reliability trusted = version.getReliability();
        Reliability untrusted = KnowledgeRecords.with(plain(), knowledge(false)).getReliability();
        // Then
        assertThat(KnowledgeRecords.limits(policy, trusted).getAcceptThreshold())
                .isNotNull();
        assertThat(KnowledgeRecords.limits(policy, untrusted).getAcceptThreshold())
                .isNull();
        assertThat(KnowledgeRecords.limits(policy, untrusted).getReason()).contains("two examples");
        assertThat(KnowledgeRecords.limits(ScoringPolicy.newBuilder().build(), trusted))
                .isNull();
    }

    @Test
    void refusesWhatDoesNotFitTheVersion() {
        NoveltyModel good = version.getNovelty();
        refused(AdapterVersion.newBuilder(version).setSharpness(Float.NaN).build(), "sharpness NaN");
        refused(with(NoveltyModel.newBuilder(good).setCounts(List.of(5)).build()), "novelty.counts wants 2");
        refused(
                with(NoveltyModel.newBuilder(good)
                        .setMeans(ByteBuffer.allocate(3))
                        .build()),
                "novelty.means has 3 bytes, expected 8");
        refused(
                with(NoveltyModel.newBuilder(good)
                        .setCentre(ByteBuffer.allocate(2))
                        .build()),
                "novelty.centre has 2 bytes, expected 8");
        refused(with(NoveltyModel.newBuilder(good).setRadius(-1).build()), "radius -1.0");
    }

    private AdapterVersion with(NoveltyModel novelty) {
        return AdapterVersion.newBuilder(version).setNovelty(novelty).build();
    }

    private static void refused(AdapterVersion version, String why) {
        assertThatThrownBy(() -> KnowledgeRecords.check(version, AdapterRecords.artifact(version)))
                .isInstanceOf(InvalidAdapterException.class)
                .hasMessageContaining(why);
    }

    private static SelfKnowledge knowledge(boolean trusted) {
        List<JudgedRow> rows = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            rows.add(new JudgedRow(i % 2, i % 2, 0.5 + i / 200.0, 1));
        }
        ReliabilityFigures figures = ReliabilityFigures.of(rows);
        List<UnlabelledSample.Row> sample = new ArrayList<>();
        for (int i = 0; i < 120; i++) {
            sample.add(new UnlabelledSample.Row("s" + i, new float[] {(float) Math.sin(i), (float) Math.cos(i), 0, 0}));
        }
        StreamSketch stream = StreamSketch.of(new UnlabelledSample(sample), 4, figures, OptionalDouble.of(0.75));
        return new SelfKnowledge(1.5, figures, trusted, Optional.of(novelty()), Double.NaN, Optional.of(stream));
    }

    private static Novelty novelty() {
        float[] means = {0, 0, 0, 0, 0, 0.28f, 0.96f, 0};
        return new Novelty(new int[] {0, 5}, new float[] {0.1f, 0.1f, 0, 0}, means, TEXT, 8, 3);
    }

    private static AdapterVersion plain() {
        AdapterArtifact artifact = new AdapterArtifact(
                "zero-shot",
                "model",
                4,
                List.of("cat", "dog"),
                "revision",
                10f,
                Map.of("text", new Tensor(new int[] {2, 4}, TEXT)));
        Lineage lineage = Lineage.newBuilder()
                .setParent(null)
                .setTrigger("refit")
                .setBufferDigest("")
                .setSampleDigest("")
                .setTaskDigest("")
                .setConfigDigest("")
                .setSeed(0)
                .setExamples(0)
                .setAdded(List.of())
                .setRemoved(List.of())
                .setTrainedAt(Instant.EPOCH)
                .setTrainMillis(1)
                .setLibraries(Map.of())
                .setDevice("cpu")
                .build();
        return AdapterRecords.version("pets", 1, artifact, lineage);
    }
}
