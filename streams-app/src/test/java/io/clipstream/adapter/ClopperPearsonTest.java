package io.clipstream.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ClopperPearsonTest {
    @Test
    void agreesWithPublishedIntervals() {
        // Given 10 of 100, whose 95 % interval is 4.90 to 17.62 % (Clopper and Pearson's table)
        assertThat(ClopperPearson.lower(100, 10, 0.025)).isCloseTo(0.0490, within(5e-5));
        assertThat(ClopperPearson.upper(100, 10, 0.025)).isCloseTo(0.1762, within(5e-5));
        // And the rule of three: none in 60 leaves up to 4.87 %
        assertThat(ClopperPearson.upper(60, 0, 0.05)).isCloseTo(1 - Math.pow(0.05, 1 / 60.0), within(1e-9));
        assertThat(ClopperPearson.lower(60, 0, 0.05)).isZero();
        assertThat(ClopperPearson.upper(60, 60, 0.05)).isEqualTo(1);
    }

    @Test
    void isWhereTheBinomialTailHasTheErrorAskedFor() {
        for (int[] sample : new int[][] {{5, 3}, {50, 49}, {200, 150}, {1_000, 990}, {3_000, 1}}) {
            // When
            double lower = ClopperPearson.lower(sample[0], sample[1], 0.0125);
            // Then by sums of binomial probabilities, computed another way
            assertThat(PairedComparison.upperTail(sample[0], sample[1], lower)).isCloseTo(0.0125, within(1e-7));
            if (sample[1] < sample[0]) {
                double upper = ClopperPearson.upper(sample[0], sample[1], 0.0125);
                assertThat(1 - PairedComparison.upperTail(sample[0], sample[1] + 1, upper))
                        .isCloseTo(0.0125, within(1e-7));
            }
        }
    }

    @Test
    void takesShareOfATrialAsBetweenItsNeighbours() {
        assertThat(ClopperPearson.lower(80.5, 72, 0.05))
                .isBetween(ClopperPearson.lower(81, 72, 0.05), ClopperPearson.lower(80, 72, 0.05));
    }

    @Test
    void saysHowManyTrialsWithoutErrorShowAShare() {
        int enough = ClopperPearson.trialsWithoutError(0.98, 0.0125);
        assertThat(ClopperPearson.lower(enough, enough, 0.0125)).isGreaterThanOrEqualTo(0.98);
        assertThat(ClopperPearson.lower(enough - 1, enough - 1, 0.0125)).isLessThan(0.98);
    }
}
