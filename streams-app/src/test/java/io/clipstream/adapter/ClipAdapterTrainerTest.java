package io.clipstream.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ClipAdapterTrainerTest {
    @Test
    void lowersTheLossOfTheShots() {
        // Given text weights far from the images
        Synthetic problem = new Synthetic(5, 8, 64, 4);
        SupportSet support = problem.shots(8, 1.2);
        ClipAdapterOptions options =
                ClipAdapterOptions.of(Map.of("clip-adapter.ratio", "0.6", "clip-adapter.learning-rate", "0.0003"), 64);
        TrainingInput input = problem.input(support);
        // When an adapter is trained
        Map<String, Tensor> trained = new ClipAdapterTrainer(problem.head(), options, input.seed())
                .train(support.shots())
                .tensors();
        // Then the loss of its shots has fallen by more than a third
        double before = loss(problem, Bottleneck.random(64, 16, input.seed()), support.shots());
        double after = ReferenceAdapter.loss(problem.head(), trained, false, support.shots());
        assertThat(after).isLessThan(0.67 * before);
    }

    private static double loss(Synthetic problem, Bottleneck weights, List<Shot> shots) {
        return ReferenceAdapter.loss(problem.head(), weights, 0.6, false, shots);
    }
}
