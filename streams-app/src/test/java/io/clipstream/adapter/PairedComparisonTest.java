package io.clipstream.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class PairedComparisonTest {
    @Test
    void countsOnlyRowsOnWhichTheTwoDisagree() {
        boolean[] first = {true, true, false, false, true};
        boolean[] second = {true, false, true, false, false};
        assertThat(PairedComparison.of(first, second)).isEqualTo(new PairedComparison(5, 2, 1));
    }

    @Test
    void givesTheExactBinomialProbability() {
        // Two-sided: 2 · (66 + 12 + 1) / 2^12, 2 / 2^6, and 1 for an even split
        assertThat(new PairedComparison(50, 10, 2).pValue()).isCloseTo(158.0 / 4096, within(1e-12));
        assertThat(new PairedComparison(50, 0, 6).pValue()).isCloseTo(2.0 / 64, within(1e-12));
        assertThat(new PairedComparison(50, 4, 4).pValue()).isEqualTo(1);
        assertThat(new PairedComparison(50, 0, 0).pValue()).isEqualTo(1);
    }

    @Test
    void givesClopperAndPearsonsInterval() {
        // 8 of 10 won: the published interval of the share is 0.4439 to 0.9748; here for 10 discordant of 100 rows
        PairedComparison comparison = new PairedComparison(100, 8, 2);
        assertThat(comparison.lowest()).isCloseTo((2 * 0.4439045 - 1) * 0.1, within(1e-7));
        assertThat(comparison.highest()).isCloseTo((2 * 0.9747893 - 1) * 0.1, within(1e-7));
    }

    @Test
    void agreesWithItselfWhetherAskedByTestOrByInterval() {
        for (int gained = 0; gained <= 30; gained++) {
            for (int lost = 0; lost <= 30; lost++) {
                PairedComparison comparison = new PairedComparison(200, gained, lost);
                boolean significant = comparison.pValue() < PairedComparison.LEVEL;
                assertThat(comparison.lowest() > 0).isEqualTo(significant && gained > lost);
                assertThat(comparison.highest() < 0).isEqualTo(significant && gained < lost);
                assertThat(comparison.worse()).isEqualTo(significant && gained < lost);
            }
        }
    }

    @Test
    void staysAProbabilityOverThousandsOfRows() {
        PairedComparison comparison = new PairedComparison(20_000, 5_100, 4_900);
        // The normal approximation with continuity correction: z = (200 - 1) / sqrt(10000) = 1.99
        assertThat(comparison.pValue()).isCloseTo(0.0466, within(5e-4));
        assertThat(comparison.lowest()).isBetween(0.0, 0.005);
    }
}
