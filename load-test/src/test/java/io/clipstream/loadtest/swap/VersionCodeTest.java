package io.clipstream.loadtest.swap;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.adapter.HalfFloats;
import io.clipstream.adapter.InvalidAdapterException;
import io.clipstream.scoring.LoadedVersion;
import io.clipstream.scoring.VersionLoader;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class VersionCodeTest {
    @Test
    void readsEveryVersionOffWhatTheProductScores() throws InvalidAdapterException {
        // Given
        VersionLoader loader = new VersionLoader(StampedModel.MODEL, StampedModel.DIMENSION);
        float[] features = features(new StampedModel(3), VersionCode.CLASSES);

        for (int version = 1; version < 30_000; version += 7) {
            // When
            LoadedVersion loaded = loader.load("task-1", version, VersionCode.artifact("task-1", version));
            float[] probabilities = new float[VersionCode.CLASSES * VersionCode.CLASSES];
            loaded.adapter().probabilities(features, VersionCode.CLASSES, probabilities);

            // Then
            for (int image = 0; image < VersionCode.CLASSES; image++) {
                double[] row = row(probabilities, image);
                assertThat(VersionCode.version(row, image)).isEqualTo(version);
                assertThat(VersionCode.version(row, (image + 1) % VersionCode.CLASSES))
                        .isNotEqualTo(version);
            }
        }
    }

    @Test
    void refusesProbabilitiesThatNoVersionGives() {
        // When, then
        assertThat(VersionCode.version(new double[] {0.25, 0.25, 0.25, 0.24}, 0))
                .isEqualTo(-1);
        assertThat(VersionCode.version(new double[] {0.25, Double.NaN, 0.25, 0.25}, 0))
                .isEqualTo(-1);
    }

    @Test
    void findsTheStampAgainInHalfPrecision() {
        // Given
        StampedModel model = new StampedModel(1023);

        for (int batch = 0; batch < 3000; batch++) {
            // When
            float[] feature = HalfFloats.toFloats(HalfFloats.toBytes(features(model, 1)));

            // Then
            assertThat(StampedModel.Stamp.of(feature)).isEqualTo(new StampedModel.Stamp(1023, batch));
        }
    }

    private static float[] features(StampedModel model, int count) {
        ByteBuffer pixels = ByteBuffer.allocateDirect(count * 12);
        for (int i = 0; i < count; i++) {
            pixels.put(i * 12, (byte) i);
        }
        return model.features(pixels, count);
    }

    private static double[] row(float[] values, int row) {
        double[] copy = new double[VersionCode.CLASSES];
        for (int c = 0; c < copy.length; c++) {
            copy[c] = values[row * VersionCode.CLASSES + c];
        }
        return copy;
    }
}
