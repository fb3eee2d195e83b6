package io.clipstream.loadtest.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ArrivalTimesTest {
    @Test
    void comeAtTheAskedRateInDisorder() {
        // Given many images at 50 a second
        long[] due = ArrivalTimes.of(20_000, 50, 1);

        // Then their mean distance is 20 ms, and about as many as chance has it come within half of that
        assertThat(due).isSorted();
        assertThat((due[19_999] - due[0]) / 1e6 / 19_999).isCloseTo(20, within(0.6));
        int close = 0;
        for (int i = 1; i < due.length; i++) {
            close += due[i] - due[i - 1] < 10_000_000 ? 1 : 0;
        }
        assertThat(close / 20_000.0).isCloseTo(1 - Math.exp(-0.5), within(0.02));
    }

    @Test
    void areTheSameForTheSameSeed() {
        assertThat(ArrivalTimes.of(9, 5, 3)).isEqualTo(ArrivalTimes.of(9, 5, 3));
        assertThat(ArrivalTimes.of(9, 5, 3)).isNotEqualTo(ArrivalTimes.of(9, 5, 4));
    }
}
