package io.clipstream.app.shadow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.clipstream.adapter.AdapterArtifact;
import io.clipstream.adapter.HalfFloats;
import io.clipstream.adapter.Tensor;
import io.clipstream.schemas.AdapterVersion;
import io.clipstream.schemas.Coordinates;
import io.clipstream.schemas.Decision;
import io.clipstream.schemas.LabelProbability;
import io.clipstream.schemas.Lineage;
import io.clipstream.schemas.Prediction;
import io.clipstream.schemas.Timings;
import io.clipstream.serde.AvroGuards;
import io.clipstream.topology.AdapterRecords;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ShadowScorerTest {
    static {
        AvroGuards.install();
    }

    private final Prediction made = prediction("pets", "model", new float[] {0.6f, 0.8f});

    @Test
    void answersAsAScorerWithThatVersionWould() throws Exception {
        // Given a version whose second class lies where the image lies
        ShadowScorer shadow = new ShadowScorer(version(new float[][] {{1, 0}, {0.6f, 0.8f}}));

        // When
        float[] probabilities = shadow.probabilities(made);
        Prediction said = shadow.prediction(made, probabilities, Instant.ofEpochSecond(9));

        // Then: softmax of 5 times the cosines 0.6 and 1
        double expected = 1 / (1 + Math.exp(5 * (0.6 - 1)));
        assertThat(probabilities[1]).isCloseTo((float) expected, within(1e-3f));
        assertThat(said.getAdapterVersion()).isEqualTo(7);
        assertThat(said.getTop()).extracting(LabelProbability::getLabel).containsExactly("dog", "cat");
        assertThat(said.getMargin()).isCloseTo(probabilities[1] - probabilities[0], within(1e-6f));
        assertThat(said.getPredictedAt()).isEqualTo(Instant.ofEpochSecond(9));
        assertThat(said.getDecision()).isEqualTo(made.getDecision());
        assertThat(said.getFeature()).isEqualTo(made.getFeature());
    }

    @Test
    void leavesImagesOfOtherTasksAndBackbonesAlone() throws Exception {
        ShadowScorer shadow = new ShadowScorer(version(new float[][] {{1, 0}, {0, 1}}));

        assertThat(shadow.canScore(made)).isTrue();
        assertThat(shadow.canScore(prediction("parts", "model", new float[] {1, 0})))
                .isFalse();
        assertThat(shadow.canScore(prediction("pets", "another", new float[] {1, 0})))
                .isFalse();
        assertThat(shadow.canScore(prediction("pets", "model", new float[] {1, 0, 0})))
                .isFalse();
    }

    @Test
    void countsWhereItDiffersAndWhoIsRight() {
        // Given three images: alike, changed for the better, changed for the worse; one of them without a known label
        ShadowTally tally = new ShadowTally();
        tally.add(new ShadowTally.Answer("cat", "cat", 0.9, "cat", 0.8, null));
        tally.add(new ShadowTally.Answer("cat", "cat", 0.5, "dog", 0.7, "dog"));
        tally.add(new ShadowTally.Answer("dog", "cat", 0.5, "owl", 0.4, "cat"));

        // Then
        assertThat(tally.view())
                .containsEntry("images", 3L)
                .containsEntry("otherThanChampion", 2L)
                .containsEntry("otherThanPredicted", 2L)
                .containsEntry("labelled", 2L)
                .containsEntry("right", 1L)
                .containsEntry("championRight", 1L)
                .containsEntry("changes", Map.of("cat -> dog", 1, "cat -> owl", 1));
    }

    private static AdapterVersion version(float[][] rows) {
        AdapterArtifact artifact = new AdapterArtifact(
                "zero-shot", "model", 2, List.of("cat", "dog"), "revision", 5f, Map.of("text", Tensor.ofRows(rows)));
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
        return AdapterRecords.version("pets", 7, artifact, lineage);
    }

    private static Prediction prediction(String task, String modelId, float[] feature) {
        return Prediction.newBuilder()
                .setTask(task)
                .setAdapterVersion(3)
                .setModelId(modelId)
                .setTop(List.of(new LabelProbability("cat", 0.9f), new LabelProbability("dog", 0.1f)))
                .setDecision(Decision.REVIEW)
                .setMargin(0.8f)
                .setFeature(ByteBuffer.wrap(HalfFloats.toBytes(feature)))
                .setImage(new Coordinates("images", 0, 0L, Instant.EPOCH))
                .setEventTime(Instant.EPOCH)
                .setPredictedAt(Instant.EPOCH)
                .setTimings(new Timings(0L, 0L, 0L, 0L, 1))
                .build();
    }
}
