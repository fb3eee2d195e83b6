package io.clipstream.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What linear probe, task residual, discriminant analysis and kernel ridge have in common. */
class ClosedFormMethodsTest {
    @ParameterizedTest
    @ValueSource(strings = {"linear-probe", "task-residual", "gda", "kernel-ridge"})
    void scoresAsZeroShotBeforeTheFirstShot(String name) throws InvalidAdapterException {
        // Given no shots
        Synthetic problem = new Synthetic(4, 6, 32, 0.8);
        SupportSet rows = problem.shots(5, 0.6);
        AdapterMethod method = AdapterMethods.named(name);
        // When
        Adapter adapter = method.load(method.fit(problem.input(new SupportSet(List.of()))));
        // Then only a floor under the probabilities may differ
        assertThat(Synthetic.probabilities(adapter, rows))
                .containsExactly(Synthetic.probabilities(ZeroShot.head(problem.head()), rows), within(7e-6f));
    }

    @ParameterizedTest
    @ValueSource(strings = {"linear-probe", "task-residual", "gda", "kernel-ridge"})
    void learnsWhatTextGetsWrong(String name) throws InvalidAdapterException {
        // Given text weights far from the images
        Synthetic problem = new Synthetic(5, 8, 64, 4);
        SupportSet test = problem.shots(50, 1.2);
        TrainingInput input = problem.input(problem.shots(8, 1.2));
        AdapterMethod method = AdapterMethods.named(name);
        // When zero-shot and the fitted adapter judge images that were not among the shots
        double before =
                Evaluation.accuracy(Synthetic.probabilities(ZeroShot.head(problem.head()), test), 8, test.labels());
        double after =
                Evaluation.accuracy(Synthetic.probabilities(method.load(method.fit(input)), test), 8, test.labels());
        // Then the adapter is much better
        assertThat(after).isGreaterThan(before + 0.1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"linear-probe", "task-residual", "gda", "kernel-ridge"})
    void fitsTheSameBytesWhateverTheOrderOfTheShots(String name) throws InvalidAdapterException {
        // Given the same shots in two orders
        Synthetic problem = new Synthetic(6, 5, 24, 0.8);
        List<Shot> shots = new ArrayList<>(problem.shots(6, 0.6).shots());
        AdapterMethod method = AdapterMethods.named(name);
        byte[] sorted = SafetensorsCodec.encode(
                method.fit(problem.input(new SupportSet(shots))).tensors());
        Collections.shuffle(shots, new Random(1));
        // Then the bytes are the same
        assertThat(SafetensorsCodec.encode(
                        method.fit(problem.input(new SupportSet(shots))).tensors()))
                .isEqualTo(sorted);
    }

    @ParameterizedTest
    @ValueSource(strings = {"linear-probe", "task-residual", "gda", "kernel-ridge"})
    void survivesOneImageAloneAndTwiceTheSame(String name) throws InvalidAdapterException {
        // Given one image, and the same under two labels
        Synthetic problem = new Synthetic(8, 3, 16, 0.8);
        float[] feature = problem.near(new float[16], 1);
        SupportSet rows = problem.shots(2, 0.6);
        AdapterMethod method = AdapterMethods.named(name);
        for (List<Shot> shots : List.of(
                List.of(new Shot("a", 1, feature)), List.of(new Shot("a", 1, feature), new Shot("b", 2, feature)))) {
            // When
            AdapterArtifact artifact = method.fit(problem.input(new SupportSet(shots)));
            float[] probabilities = Synthetic.probabilities(method.load(artifact), rows);
            // Then it serves probabilities
            for (int row = 0; row < rows.size(); row++) {
                double sum = probabilities[row * 3] + probabilities[row * 3 + 1] + probabilities[row * 3 + 2];
                assertThat(sum).isCloseTo(1, within(1e-5));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"task-residual", "gda"})
    void neverPullsAClassDownThatHasNoExample(String name) throws InvalidAdapterException {
        // Given examples of all classes but the last
        Synthetic problem = new Synthetic(9, 4, 32, 0.8);
        List<Shot> shots = problem.shots(6, 0.6).shots().stream()
                .filter(shot -> shot.label() < 3)
                .toList();
        AdapterMethod method = AdapterMethods.named(name);
        // When
        AdapterArtifact artifact = method.fit(problem.input(new SupportSet(shots)));
        // Then nothing is added to its zero-shot logit
        for (int i = 0; i < 32; i++) {
            assertThat(artifact.tensors().get("weights").values()[i * 4 + 3]).isZero();
        }
        assertThat(artifact.tensors().get("bias").values()[3]).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"linear-probe", "task-residual", "gda"})
    void refusesToLoadWhatCannotBeServed(String name) throws InvalidAdapterException {
        // Given a fitted artifact
        Synthetic problem = new Synthetic(10, 3, 8, 0.8);
        AdapterMethod method = AdapterMethods.named(name);
        AdapterArtifact good = method.fit(problem.input(problem.shots(3, 0.6)));
        // Then each damage is named
        float[] broken = good.tensors().get("weights").values().clone();
        broken[5] = Float.NaN;
        refused(
                good,
                "weights",
                new Tensor(new int[] {8, 3}, broken),
                "tensor 'weights' is not finite: value 5 is NaN");
        refused(good, "bias", Tensor.scalar(1), "tensor 'bias' has shape [], expected [3]");
        refused(
                good,
                "seen",
                new Tensor(new int[] {3}, new float[] {1, 0.5f, 0}),
                "tensor 'seen' has value 0.5 for class 1, expected 0 or 1");
        refused(good, "text", null, "tensor 'text' is missing");
    }

    @Test
    void refusesAKernelWhoseRowsDoNotFit() {
        // Given
        Synthetic problem = new Synthetic(10, 3, 8, 0.8);
        AdapterArtifact good = new KernelRidge().fit(problem.input(problem.shots(2, 0.6)));
        // Then
        refused(
                good,
                "dual",
                new Tensor(new int[] {5, 3}, new float[15]),
                "tensor 'dual' has shape [5, 3], expected [6, 3]");
        refused(good, "beta", Tensor.scalar(-1), "tensor 'beta' is -1.0, expected 0.001 to 1000.0");
        refused(good, "support", null, "tensor 'support' is missing, expected a matrix with at least one row");
    }

    private static void refused(AdapterArtifact good, String tensor, Tensor other, String message) {
        Map<String, Tensor> tensors = new HashMap<>(good.tensors());
        if (other == null) {
            tensors.remove(tensor);
        } else {
            tensors.put(tensor, other);
        }
        AdapterArtifact bad = new AdapterArtifact(
                good.method(),
                good.modelId(),
                good.dimension(),
                good.labels(),
                good.revision(),
                good.logitScale(),
                tensors);
        assertThatThrownBy(() -> AdapterMethods.load(bad))
                .isInstanceOf(InvalidAdapterException.class)
                .hasMessageContaining(message);
    }
}
