package io.clipstream.clip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

class PrecisionTest {
    private static final int IMAGES = 8;

    @ParameterizedTest
    @EnumSource(names = "AUTO", mode = Mode.EXCLUDE)
    void featuresStayWithinTheTolerancesOfTheirPrecision(Precision precision) throws Exception {
        for (String name : new String[] {"tiny", "tiny-gelu-bf16"}) {
            // Given features in fp32
            double[][] exact = features(name, Precision.FP32);

            // When the same images are encoded in a precision
            double[][] features = features(name, precision);

            // Then their cosine is that of the requirement
            for (int i = 0; i < IMAGES; i++) {
                assertThat(dot(features[i], features[i])).isCloseTo(1, within(1e-5));
                assertThat(dot(exact[i], features[i])).isGreaterThan(precision == Precision.FP32 ? 0.999999 : 0.999);
            }
        }
    }

    @Test
    void askingForCudaWithoutItFailsWithADiagnosis() {
        // Given libtorch's natives for the processor alone
        assumeThat(TorchRuntime.hasCudaNatives()).isFalse();

        // When a GPU is asked for, Then
        LoadOptions options = LoadOptions.imageTower().with(Precision.AUTO, DeviceChoice.cuda(0));
        assertThatThrownBy(() -> ClipModel.load(Reference.checkpoint("tiny"), options))
                .isInstanceOf(DeviceUnavailableException.class)
                .hasMessageContaining("cuda:0")
                .hasMessageContaining("built for the processor alone");
    }

    @Test
    void theModelSaysWhatItComputesWith() throws Exception {
        // Given a model in a precision that was asked for
        LoadOptions options = LoadOptions.imageTower().with(Precision.BF16, DeviceChoice.AUTO);
        try (ClipModel model = ClipModel.load(Reference.checkpoint("tiny"), options)) {
            // Then
            assertThat(model.arithmetic().precision()).isEqualTo(Precision.BF16);
            assertThat(model.arithmetic().toString()).startsWith("bf16 on cpu: asked for");
        }
    }

    private static double[][] features(String checkpoint, Precision precision) throws Exception {
        LoadOptions options = LoadOptions.imageTower().with(precision, DeviceChoice.CPU);
        try (ClipModel model = ClipModel.load(Reference.checkpoint(checkpoint), options);
                ImageEncoder encoder = model.newImageEncoder()) {
            byte[] pixels = new byte[IMAGES * model.imageSize() * model.imageSize() * 3];
            new Random(5).nextBytes(pixels);
            float[] rows = encoder.encode(ByteBuffer.wrap(pixels), IMAGES);
            double[][] features = new double[IMAGES][model.dimension()];
            for (int i = 0; i < rows.length; i++) {
                features[i / model.dimension()][i % model.dimension()] = rows[i];
            }
            return features;
        }
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }
}
