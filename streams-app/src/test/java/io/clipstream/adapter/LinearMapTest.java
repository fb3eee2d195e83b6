package io.clipstream.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LinearMapTest {
    @ParameterizedTest
    @CsvSource({"1, 1, 1", "3, 7, 5", "2, 64, 33", "5, 6, 0"})
    void givesTheBitsOfSumsTakenOneAfterAnother(int count, int inputs, int outputs) {
        // Given rows and weights
        Random random = new Random(3);
        float[] rows = random(random, count * inputs);
        float[] weights = random(random, inputs * outputs);
        // When the rows are mapped
        float[] results = new float[count * outputs];
        new LinearMap(weights, inputs, outputs).apply(rows, count, results);
        // Then each result is the plain sum, to the bit
        for (int row = 0; row < count; row++) {
            for (int o = 0; o < outputs; o++) {
                float sum = 0;
                for (int i = 0; i < inputs; i++) {
                    sum += rows[row * inputs + i] * weights[i * outputs + o];
                }
                assertThat(results[row * outputs + o]).isEqualTo(sum);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"3, 4", "4, 3"})
    void namesSizesThatDoNotFit(int inputs, int outputs) {
        LinearMap map = new LinearMap(new float[16], 4, 4);
        assertThatThrownBy(() -> map.apply(new float[inputs], 1, new float[outputs]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1 rows want 4 inputs and 4 outputs");
    }

    private static float[] random(Random random, int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }
}
