package io.clipstream.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClipAdapterLossTest {
    private final Synthetic problem = new Synthetic(8, 5, 16, 1);
    private final Random random = new Random(9);

    @ParameterizedTest
    @CsvSource({
        "visual, fixed, 0",
        "visual, fixed, 1",
        "visual, learned, 0",
        "visual, network, 0",
        "text, fixed, 0",
        "text, learned, 1",
        "text, network, 0",
        "both, fixed, 1",
        "both, learned, 0",
        "both, network, 1"
    })
    void agreesWithFiniteDifferencesOfTheWrittenOutLoss(String variant, String choice, int secondRelu) {
        // Given random weights, ratio networks included, and a batch of weighted shots
        ClipAdapterBranches branches = ClipAdapterBranches.random(16, options(variant, choice, secondRelu), 3);
        branches.ratios().forEach(this::shake);
        List<Shot> shots = weighted(problem.shots(3, 1).shots());
        // When loss and gradient are asked
        double value = loss(branches).at(shots);
        // Then the loss is the written-out one, and each partial derivative its central difference
        assertThat(value).isCloseTo(reference(branches, secondRelu, shots), within(1e-4));
        for (int sample = 0; sample < 60; sample++) {
            assertDerivative(branches.weights(), 1e-5f, branches, secondRelu, shots);
        }
        // A learned ratio is read as a rounded number, and so wants a larger step; it has no kinks to cross
        float step = choice.equals("learned") ? 1e-3f : 1e-5f;
        for (int sample = 0; sample < 30 && !choice.equals("fixed"); sample++) {
            assertDerivative(branches.ratios(), step, branches, secondRelu, shots);
        }
    }

    @Test
    void leavesTheWeightsAloneWhenOnlyTheRatiosAreAsked() {
        // Given a gradient of everything
        ClipAdapterBranches branches = ClipAdapterBranches.random(16, options("both", "learned", 0), 3);
        List<Shot> shots = problem.shots(3, 1).shots();
        ClipAdapterLoss loss = loss(branches);
        double value = loss.at(shots);
        List<float[]> all = gradients(branches.ratios());
        branches.weights().forEach(parameter -> parameter.gradient()[0] = 42);
        // When the ratios' alone is asked
        assertThat(loss.atRatio(shots)).isEqualTo(value);
        // Then it is the same, and nothing was written to the weights'
        assertThat(gradients(branches.ratios())).containsExactlyElementsOf(all);
        assertThat(branches.weights())
                .allSatisfy(parameter -> assertThat(parameter.gradient()[0]).isEqualTo(42));
    }

    @Test
    void givesTheSameBitsAtEachCallWhateverCameBetween() {
        // Given one batch, then another of another size, then the first again
        ClipAdapterBranches branches = ClipAdapterBranches.random(16, options("both", "network", 0), 3);
        List<Shot> shots = problem.shots(3, 1).shots();
        ClipAdapterLoss loss = loss(branches);
        double value = loss.at(shots);
        List<float[]> first = gradients(branches.weights());
        loss.at(shots.subList(0, 2));
        List<float[]> between = gradients(branches.weights());
        // Then nothing has accumulated
        assertThat(loss.at(shots)).isEqualTo(value);
        assertThat(gradients(branches.weights())).containsExactlyElementsOf(first);
        assertThat(between.get(0)).isNotEqualTo(first.get(0));
    }

    private void assertDerivative(
            List<Parameter> parameters, float step, ClipAdapterBranches branches, int secondRelu, List<Shot> shots) {
        Parameter parameter = parameters.get(random.nextInt(parameters.size()));
        int i = random.nextInt(parameter.values().length);
        float kept = parameter.values()[i];
        float above = kept + step;
        float below = kept - step;
        parameter.values()[i] = above;
        double higher = reference(branches, secondRelu, shots);
        parameter.values()[i] = below;
        double lower = reference(branches, secondRelu, shots);
        parameter.values()[i] = kept;
        double difference = (higher - lower) / ((double) above - below);
        assertThat((double) parameter.gradient()[i]).isCloseTo(difference, within(1e-4 + 1e-3 * Math.abs(difference)));
    }

    private void shake(Parameter parameter) {
        for (int i = 0; i < parameter.values().length; i++) {
            parameter.values()[i] += 0.3f * (float) random.nextGaussian();
        }
    }

    private static List<Shot> weighted(List<Shot> shots) {
        List<Shot> weighted = new ArrayList<>();
        for (Shot shot : shots) {
            float weight = 1f / (1 + weighted.size() % 3);
            weighted.add(new Shot(shot.id(), shot.label(), shot.feature(), true, weight, null));
        }
        return weighted;
    }

    private ClipAdapterLoss loss(ClipAdapterBranches branches) {
        return new ClipAdapterLoss(problem.head(), branches.visualOrNull(), branches.textOrNull());
    }

    private double reference(ClipAdapterBranches branches, int secondRelu, List<Shot> shots) {
        return ReferenceAdapter.loss(problem.head(), branches.tensors(), secondRelu == 1, shots);
    }

    private static List<float[]> gradients(List<Parameter> parameters) {
        return parameters.stream().map(p -> p.gradient().clone()).toList();
    }

    private static ClipAdapterOptions options(String variant, String choice, int secondRelu) {
        Map<String, String> options = new HashMap<>();
        options.put("clip-adapter.variant", variant);
        options.put("clip-adapter.ratio-choice", choice);
        options.put("clip-adapter.ratio", "0.4");
        options.put("clip-adapter.text-ratio", "0.7");
        options.put("clip-adapter.second-relu", "" + secondRelu);
        return ClipAdapterOptions.of(options, 16);
    }
}
