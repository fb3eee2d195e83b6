package io.clipstream.app.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SpreadTest {
    @Test
    void givesMedianAndQuartilesWhateverTheOrder() {
        assertThat(Spread.of(5, 1, 4, 2, 3)).isEqualTo(new Spread(3, 2, 4));
        assertThat(Spread.of(4, 2)).isEqualTo(new Spread(3, 2.5, 3.5));
        assertThat(Spread.of(7)).isEqualTo(new Spread(7, 7, 7));
    }

    @Test
    void leavesOutRoundsWithoutAMeasurement() {
        assertThat(Spread.of(1, Double.NaN, 3)).isEqualTo(new Spread(2, 1.5, 2.5));
        assertThatThrownBy(() -> Spread.of(Double.NaN)).hasMessageContaining("at least one measurement");
    }

    @Test
    void ratiosAreTakenRoundByRound() {
        // Given a machine that was three times as slow in the second round
        double[] ours = {30, 10, 33};
        double[] theirs = {20, 5, Double.NaN};

        // Then the ratios know nothing of it
        assertThat(Spread.ofRatios(ours, theirs)).isEqualTo(new Spread(1.75, 1.625, 1.875));
    }
}
