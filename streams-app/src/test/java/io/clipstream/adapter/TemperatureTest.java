package io.clipstream.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class TemperatureTest {
    private static final int CLASSES = 5;
    private static final int ROWS = 4_000;

    @Test
    void findsTheFactorThatTheProbabilitiesLack() {
        // Given labels drawn from softmax(z), and probabilities softmax(z / 2) and softmax(3 z)
        Random random = new Random(23);
        float[] blunt = new float[ROWS * CLASSES];
        float[] brash = new float[ROWS * CLASSES];
        int[] labels = new int[ROWS];
        for (int row = 0; row < ROWS; row++) {
            double[] z = random.doubles(CLASSES, -3, 3).toArray();
            labels[row] = draw(softmax(z, 1), random);
            write(softmax(z, 0.5), blunt, row);
            write(softmax(z, 3), brash, row);
        }
        // When, Then: to the grid's step of 9 %
        assertThat(Temperature.fit(blunt, CLASSES, labels, null)).isCloseTo(2, within(0.2));
        // A third is beyond the least that is allowed
        assertThat(Temperature.fit(brash, CLASSES, labels, null)).isEqualTo(0.5);
        // And the probabilities say how often they are right afterwards
        double before = error(blunt, labels);
        Temperature.apply(blunt, ROWS, CLASSES, Temperature.fit(blunt, CLASSES, labels, null));
        assertThat(before).isGreaterThan(0.1);
        assertThat(error(blunt, labels)).isLessThan(0.03);
    }

    @Test
    void staysAtOneWhereThereIsNothingToSee() {
        assertThat(Temperature.fit(new float[0], CLASSES, new int[0], null)).isCloseTo(1, within(0.05));
    }

    @Test
    void minimisesTheWeightedLossWrittenOut() {
        // Given
        double[] logs =
                DoubleStream.of(0.7, 0.3, 0.2, 0.8, 0.6, 0.4).map(Math::log).toArray();
        int[] labels = {0, 0, 1};
        double[] weights = {1, 0.5, 2};
        // When by hand, with β = 2
        double expected = Math.pow(Math.log(2), 2) / 2
                - Math.log(0.49 / 0.58)
                - 0.5 * Math.log(0.04 / 0.68)
                - 2 * Math.log(0.16 / 0.52);
        // Then
        assertThat(Temperature.loss(logs, 2, labels, weights, 2)).isCloseTo(expected, within(1e-9));
    }

    @Test
    void leavesTheRankingAsItIs() {
        float[] p = {0.5f, 0.3f, 0.2f};
        Temperature.apply(p, 1, 3, 2);
        assertThat(p[0]).isCloseTo(0.25f / 0.38f, within(1e-6f));
        assertThat(p[2]).isCloseTo(0.04f / 0.38f, within(1e-6f));
    }

    private static double error(float[] probabilities, int[] labels) {
        List<JudgedRow> rows = new ArrayList<>();
        for (int row = 0; row < labels.length; row++) {
            int best = Evaluation.mostProbable(probabilities, row, CLASSES);
            rows.add(new JudgedRow(labels[row], best, probabilities[row * CLASSES + best], 1));
        }
        return ReliabilityFigures.of(rows).calibrationError();
    }

    private static double[] softmax(double[] z, double beta) {
        double sum = 0;
        double[] p = new double[z.length];
        for (int c = 0; c < z.length; c++) {
            p[c] = Math.exp(beta * z[c]);
            sum += p[c];
        }
        for (int c = 0; c < z.length; c++) {
            p[c] /= sum;
        }
        return p;
    }

    private static int draw(double[] p, Random random) {
        double u = random.nextDouble();
        int c = 0;
        while (c < p.length - 1 && u >= p[c]) {
            u -= p[c++];
        }
        return c;
    }

    private static void write(double[] p, float[] into, int row) {
        for (int c = 0; c < p.length; c++) {
            into[row * p.length + c] = (float) p[c];
        }
    }
}
