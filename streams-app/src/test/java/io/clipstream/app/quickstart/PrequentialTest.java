package io.clipstream.app.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PrequentialTest {
    @Test
    void judgesTheLastQuarterInTheOrderOfSending() {
        // Given eight images whose predictions come in the opposite order; the adapter is right on the last two sent
        Prequential prequential = new Prequential();
        for (int number = 7; number >= 0; number--) {
            prequential.judge(number, number >= 6, number == 7);
        }

        // When the last quarter is asked for
        Prequential.Score quarter = prequential.lastQuarter();

        // Then it is those two
        assertThat(quarter.images()).isEqualTo(2);
        assertThat(quarter.adapted()).isEqualTo(1.0);
        assertThat(quarter.zeroShot()).isEqualTo(0.5);
        assertThat(prequential.all().adapted()).isEqualTo(0.25);
    }

    @Test
    void isZeroBeforeTheFirstImage() {
        assertThat(new Prequential().lastQuarter()).isEqualTo(new Prequential.Score(0, 0, 0));
    }
}
