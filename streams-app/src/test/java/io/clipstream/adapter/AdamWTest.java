package io.clipstream.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class AdamWTest {
    @Test
    void takesTheStepsOfThePaper() {
        // Given two steps with gradients 0.5 and -0.1, rate 0.1, decay 0.01, worked out from the paper's algorithm
        float[] parameters = {1f};
        AdamW adam = new AdamW(1, 0.01);
        double expected = 1 - 0.1 * (0.5 / (0.5 + 1e-8) + 0.01);
        // When the first is taken
        adam.step(parameters, new float[] {0.5f}, 0.1);
        assertThat((double) parameters[0]).isCloseTo(expected, within(1e-6));
        // And the second
        double mean = (0.9 * 0.1 * 0.5 + 0.1 * -0.1) / (1 - 0.81);
        double square = (0.999 * 0.001 * 0.25 + 0.001 * 0.01) / (1 - 0.999 * 0.999);
        expected -= 0.1 * (mean / (Math.sqrt(square) + 1e-8) + 0.01 * expected);
        adam.step(parameters, new float[] {-0.1f}, 0.1);
        assertThat((double) parameters[0]).isCloseTo(expected, within(1e-5));
    }
}
