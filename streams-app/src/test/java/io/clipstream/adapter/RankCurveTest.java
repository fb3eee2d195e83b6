package io.clipstream.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class RankCurveTest {
    @Test
    void countsPairsAndHalvesTies() {
        // Given values with many ties
        Random random = new Random(2);
        double[] above = random.ints(60, 3, 12).asDoubleStream().sorted().toArray();
        double[] below = random.ints(80, 0, 9).asDoubleStream().sorted().toArray();
        // When by comparing every pair
        double pairs = 0;
        for (double a : above) {
            for (double b : below) {
                pairs += a > b ? 1 : a == b ? 0.5 : 0;
            }
        }
        // Then
        assertThat(RankCurve.area(above, below)).isCloseTo(pairs / (60 * 80), within(1e-12));
    }

    @Test
    void cutsWhereMostIsGained() {
        // Given that above 3 lie four of four against one of five
        double[] above = {3.5, 4, 5, 6};
        double[] below = {1, 2, 2.5, 3, 7};
        // Then
        assertThat(RankCurve.bestCut(above, below)).isEqualTo(3);
    }
}
