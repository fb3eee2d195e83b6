package io.clipstream.loadtest.scale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class ScaledModelTest {
    private final ScaledModel model = new ScaledModel(null);

    @Test
    void givesAnImageTheFeatureOfItsKind() throws Exception {
        // Given
        byte[] pixels = model.preprocess(new byte[] {7, 1, 2});

        // When
        float[] feature = model.features(ByteBuffer.wrap(pixels), 1);

        // Then
        assertThat(feature).isEqualTo(ScaledModel.prototype(7)).isEqualTo(model.text("a photo of a class-7."));
        assertThat(product(feature, feature)).isCloseTo(1, within(1e-5));
    }

    @Test
    void tellsKindsFarApart() {
        // When, then
        assertThat(product(ScaledModel.prototype(1), ScaledModel.prototype(2))).isBetween(-0.3, 0.3);
    }

    private static double product(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }
}
