package io.clipstream.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class CalibrationErrorTest {
    @Test
    void weighsTheGapOfEachBinByItsRows() {
        // Given two bins: three rows at about 0.9 of which one is right, and one sure row that is right
        CalibrationError error = new CalibrationError();
        error.add(0.9, true);
        error.add(0.91, false);
        error.add(0.92, false);
        error.add(1, true);
        // Then the gaps are 0.91 − 1/3 for three quarters and 0 for one
        assertThat(error.value()).isCloseTo(0.75 * (0.91 - 1 / 3.0), within(1e-12));
    }

    @Test
    void doesNotLetOneBinPayForAnother() {
        // Given a bin that is too sure and one that is not sure enough, by the same
        CalibrationError error = new CalibrationError();
        error.add(0.75, false);
        error.add(0.25, true);
        // Then they do not cancel
        assertThat(error.value()).isCloseTo(0.75, within(1e-12));
    }

    @Test
    void isNothingBeforeTheFirstRow() {
        assertThat(new CalibrationError().value()).isNaN();
    }
}
