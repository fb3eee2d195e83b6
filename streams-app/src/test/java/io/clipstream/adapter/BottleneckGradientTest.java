package io.clipstream.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BottleneckGradientTest {
    private final Synthetic problem = new Synthetic(8, 5, 16, 1);

    @ParameterizedTest
    @CsvSource({"0.2, 0", "0.7, 0", "0.7, 1"})
    void agreesWithFiniteDifferencesOfTheWrittenOutLoss(double ratio, int secondRelu) {
        // Given random weights and a batch
        ClipAdapterOptions options = options(ratio, secondRelu);
        Bottleneck weights = Bottleneck.random(16, 4, 3);
        List<Shot> shots = problem.shots(3, 1).shots();
        Bottleneck gradient = Bottleneck.zero(16, 4);
        // When loss and gradient are asked
        try (BottleneckGradient loss = new BottleneckGradient(problem.head(), options)) {
            double value = loss.at(weights, shots, gradient);
            // Then the loss is the written-out one, and each partial derivative its central difference
            assertThat(value).isCloseTo(reference(weights, options, shots), within(1e-4));
        }
        assertDerivatives(weights.down(), gradient.down(), weights, options, shots);
        assertDerivatives(weights.up(), gradient.up(), weights, options, shots);
    }

    @Test
    void givesTheSameBitsAtEachCallWhateverCameBetween() {
        // Given one batch, then another of another size, then the first again
        Bottleneck weights = Bottleneck.random(16, 4, 3);
        List<Shot> shots = problem.shots(3, 1).shots();
        Bottleneck first = Bottleneck.zero(16, 4);
        Bottleneck between = Bottleneck.zero(16, 4);
        Bottleneck again = Bottleneck.zero(16, 4);
        try (BottleneckGradient loss = new BottleneckGradient(problem.head(), options(0.5, 0))) {
            double value = loss.at(weights, shots, first);
            loss.at(Bottleneck.random(16, 4, 4), shots.subList(0, 2), between);
            // Then nothing has accumulated
            assertThat(loss.at(weights, shots, again)).isEqualTo(value);
        }
        assertThat(again.down()).containsExactly(first.down());
        assertThat(again.up()).containsExactly(first.up());
        assertThat(between.down()).isNotEqualTo(first.down());
    }

    private void assertDerivatives(
            float[] parameters, float[] gradient, Bottleneck weights, ClipAdapterOptions options, List<Shot> shots) {
        Random random = new Random(9);
        for (int sample = 0; sample < 40; sample++) {
            int i = random.nextInt(parameters.length);
            float kept = parameters[i];
            float above = kept + 1e-5f;
            float below = kept - 1e-5f;
            parameters[i] = above;
            double higher = reference(weights, options, shots);
            parameters[i] = below;
            double lower = reference(weights, options, shots);
            parameters[i] = kept;
            double difference = (higher - lower) / ((double) above - below);
            assertThat((double) gradient[i]).isCloseTo(difference, within(1e-5 + 1e-3 * Math.abs(difference)));
        }
    }

    private double reference(Bottleneck weights, ClipAdapterOptions options, List<Shot> shots) {
        return ReferenceAdapter.loss(problem.head(), weights, options.ratio(), options.secondRelu(), shots);
    }

    private static ClipAdapterOptions options(double ratio, int secondRelu) {
        Map<String, String> options =
                Map.of("clip-adapter.ratio", "" + ratio, "clip-adapter.second-relu", "" + secondRelu);
        return ClipAdapterOptions.of(options, 16);
    }
}
