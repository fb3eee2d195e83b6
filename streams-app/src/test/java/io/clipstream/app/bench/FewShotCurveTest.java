package io.clipstream.app.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class FewShotCurveTest {
    private final FewShotCurve curve = new FewShotCurve(
            "m",
            StreamOrder.RANDOM,
            true,
            List.of(new double[] {0.5, 0.3, 0.7, 0.9}, new double[] {0.5, 0.5, 0.4, 0.7}),
            SeedFigures.of(1, 1),
            SeedFigures.of(1, 1),
            null);

    @Test
    void findsTheDeepestMomentOfAnySeed() {
        // Then
        FewShotCurve.Dip worst = curve.worst(0.5);
        assertThat(worst.below()).isCloseTo(0.2, within(1e-12));
        assertThat(worst.step()).isEqualTo(1);
        assertThat(worst.seed()).isEqualTo(1);
        assertThat(curve.worst(0.3)).isEqualTo(new FewShotCurve.Dip(0, 0, 0));
    }

    @Test
    void judgesTheMeanWithItsStandardError() {
        // Given at step 1 a mean of 0.4 with a standard error of 0.1: not beyond chance; against 0.7 it is
        assertThat(curve.worstMean(0.5).below()).isZero();
        assertThat(curve.worstMean(0.7).step()).isZero();
        assertThat(curve.worstMean(0.7).below()).isCloseTo(0.2, within(1e-12));
    }

    @Test
    void givesMomentsAndTheAreaUnderTheCurve() {
        // Then
        assertThat(curve.after(2).mean()).isCloseTo(0.55, within(1e-12));
        assertThat(curve.after(99).values()).containsExactly(0.9, 0.7);
        assertThat(curve.area().mean()).isCloseTo((0.6 + 0.525) / 2, within(1e-12));
        assertThat(curve.area().sd()).isCloseTo(0.075 / Math.sqrt(2), within(1e-12));
    }
}
