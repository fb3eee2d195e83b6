package io.clipstream.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ZeroShotTest {
    private final Synthetic problem = new Synthetic(1, 5, 16, 0.5);
    private final ZeroShot zeroShot = new ZeroShot();

    @Test
    void scoresTheSoftmaxOfScaledCosines() throws InvalidAdapterException {
        // Given two classes along the axes and a feature at an angle with cosines 0.6 and 0.8
        ClassHead head = new ClassHead(List.of("a", "b"), "r", "m", Tensor.ofRows(new float[][] {{1, 0}, {0, 1}}), 10f);
        Adapter adapter = zeroShot.load(zeroShot.fit(new TrainingInput(head, new SupportSet(List.of()), Map.of(), 0)));
        // When it is scored
        float[] probabilities = new float[2];
        adapter.probabilities(new float[] {0.6f, 0.8f}, 1, probabilities);
        // Then the odds are e to the scaled difference
        double odds = Math.exp(10 * (0.8 - 0.6));
        assertThat(probabilities[0]).isCloseTo((float) (1 / (1 + odds)), within(1e-6f));
        assertThat(probabilities[1]).isCloseTo((float) (odds / (1 + odds)), within(1e-6f));
    }

    @Test
    void scoresARowTheSameAloneAndInABatch() throws InvalidAdapterException {
        // Given a batch
        SupportSet rows = problem.shots(4, 0.5);
        Adapter adapter = zeroShot.load(zeroShot.fit(problem.input(rows)));
        float[] batch = Synthetic.probabilities(adapter, rows);
        // When its last row is scored alone
        float[] alone = new float[5];
        adapter.probabilities(rows.shots().get(19).feature(), 1, alone);
        // Then the bits are the same
        assertThat(alone).containsExactly(java.util.Arrays.copyOfRange(batch, 95, 100));
    }

    @Test
    void staysFiniteAtAnExtremeLogitScale() throws InvalidAdapterException {
        // Given a logit scale that overflows a plain exponential
        ClassHead head =
                new ClassHead(List.of("a", "b"), "r", "m", Tensor.ofRows(new float[][] {{1, 0}, {-1, 0}}), 1e6f);
        Adapter adapter = zeroShot.load(zeroShot.fit(new TrainingInput(head, new SupportSet(List.of()), Map.of(), 0)));
        // When a feature is scored
        float[] probabilities = new float[2];
        adapter.probabilities(new float[] {1, 0}, 1, probabilities);
        // Then it is certain, not NaN
        assertThat(probabilities).containsExactly(1f, 0f);
    }

    @Test
    void refusesTensorsThatCannotBeServed() {
        // Given artifacts with one thing wrong each
        AdapterArtifact good = zeroShot.fit(problem.input(new SupportSet(List.of())));
        float[] values = good.tensors().get("text").values().clone();
        values[3] = Float.NaN;
        Tensor notFinite = new Tensor(new int[] {5, 16}, values);
        Tensor transposed = new Tensor(new int[] {16, 5}, new float[80]);
        // Then loading names the tensor and what was expected
        assertThatThrownBy(() -> zeroShot.load(with(good, Map.of("text", notFinite), 20f)))
                .isInstanceOf(InvalidAdapterException.class)
                .hasMessageContaining("'text'")
                .hasMessageContaining("NaN");
        assertThatThrownBy(() -> zeroShot.load(with(good, Map.of("text", transposed), 20f)))
                .isInstanceOf(InvalidAdapterException.class)
                .hasMessageContaining("[16, 5], expected [5, 16]");
        assertThatThrownBy(() -> zeroShot.load(with(good, Map.of(), 20f)))
                .isInstanceOf(InvalidAdapterException.class)
                .hasMessageContaining("'text' is missing");
        assertThatThrownBy(() -> zeroShot.load(with(good, good.tensors(), Float.POSITIVE_INFINITY)))
                .isInstanceOf(InvalidAdapterException.class)
                .hasMessageContaining("logitScale");
    }

    private static AdapterArtifact with(AdapterArtifact good, Map<String, Tensor> tensors, float logitScale) {
        return new AdapterArtifact(
                good.method(), good.modelId(), good.dimension(), good.labels(), good.revision(), logitScale, tensors);
    }
}
