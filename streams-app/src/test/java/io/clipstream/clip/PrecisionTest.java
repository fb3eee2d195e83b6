package io.clipstream.clip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

class PrecisionTest {
    private static final int IMAGES = 8;
    private static final List<String> TEXTS = List.of(
            "a photo of a cat",
            "a dog",
            "an aerial view of a river between fields",
            "rust",
            "two red cubes",
            "the sea");

    @ParameterizedTest
    @EnumSource(names = "AUTO", mode = Mode.EXCLUDE)
    void featuresAndChoicesStayWithinTheTolerancesOfTheirPrecision(Precision precision) throws Exception {
        for (String name : new String[] {"tiny", "tiny-gelu-bf16"}) {
            // Given features of images and texts in fp32
            Features exact = Features.of(name, precision(Precision.FP32));

            // When the same are encoded in a precision
            Features features = Features.of(name, precision(precision));

            // Then their cosine is that of the requirement, and so is the best text of an image unless two are close
            double least = precision == Precision.FP32 ? 0.999999 : 0.999;
            for (int i = 0; i < IMAGES; i++) {
                assertThat(dot(exact.images[i], features.images[i])).isBetween(least, 1.00001);
                if (exact.margin(i) > 0.01) {
                    assertThat(features.best(i)).isEqualTo(exact.best(i));
                }
            }
            for (int i = 0; i < TEXTS.size(); i++) {
                assertThat(dot(exact.texts[i], features.texts[i])).isBetween(least, 1.00001);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = "AUTO", mode = Mode.EXCLUDE)
    void anImageHasOneFeatureInEveryBatch(Precision precision) throws Exception {
        // Given a model in a precision
        try (ClipModel model = ClipModel.load(Reference.checkpoint("tiny"), precision(precision));
                ImageEncoder encoder = model.newImageEncoder()) {
            byte[] pixels = noise(model, IMAGES);
            int one = pixels.length / IMAGES;

            // When images are encoded together, and each alone
            float[][] together = rows(encoder.encode(ByteBuffer.wrap(pixels), IMAGES), IMAGES);

            // Then they agree: to 1e-6 in products of fp32, to a cosine of 0.9999 in shorter ones
            for (int i = 0; i < IMAGES; i++) {
                byte[] image = Arrays.copyOfRange(pixels, i * one, (i + 1) * one);
                float[] alone = encoder.encode(ByteBuffer.wrap(image), 1);
                if (precision == Precision.FP32 || model.arithmetic().widened()) {
                    assertThat(alone).containsExactly(together[i], within(1e-6f));
                }
                assertThat(dot(alone, together[i])).isBetween(0.9999, 1.00001);
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

    @Test
    void tellsTheReasonInLibtorchsMessage() {
        // Given what libtorch says where the driver or the device is missing, When it is shortened, Then
        assertThat(
                        TorchDevices.reason(
                                "The following operation failed in the TorchScript interpreter.\nTraceback of"
                                        + " TorchScript (most recent call last):\nRuntimeError: Found no NVIDIA driver on your system."))
                .isEqualTo("Found no NVIDIA driver on your system.");
        assertThat(TorchDevices.reason("Traceback\nRuntimeError: CUDA error: invalid device ordinal\nGPU device may be"
                        + " out of range"))
                .isEqualTo("invalid device ordinal");
        assertThat(TorchDevices.reason("something else\nat a place")).isEqualTo("something else");
    }

    /** Features of images of noise, and of texts. */
    private record Features(float[][] images, float[][] texts) {
        static Features of(String checkpoint, LoadOptions options) throws Exception {
            try (ClipModel model = ClipModel.load(Reference.checkpoint(checkpoint), options);
                    ImageEncoder images = model.newImageEncoder();
                    TextEncoder texts = model.newTextEncoder()) {
                float[] flat = images.encode(ByteBuffer.wrap(noise(model, IMAGES)), IMAGES);
                return new Features(rows(flat, IMAGES), texts.encode(TEXTS));
            }
        }

        int best(int image) {
            return ranked(image)[0];
        }

        double margin(int image) {
            Integer[] order = ranked(image);
            return dot(images[image], texts[order[0]]) - dot(images[image], texts[order[1]]);
        }

        private Integer[] ranked(int image) {
            return IntStream.range(0, texts.length)
                    .boxed()
                    .sorted(Comparator.comparingDouble(text -> -dot(images[image], texts[text])))
                    .toArray(Integer[]::new);
        }
    }

    private static LoadOptions precision(Precision precision) {
        return LoadOptions.bothTowers().with(precision, DeviceChoice.CPU);
    }

    private static byte[] noise(ClipModel model, int images) {
        byte[] pixels = new byte[images * model.imageSize() * model.imageSize() * 3];
        new Random(5).nextBytes(pixels);
        return pixels;
    }

    private static float[][] rows(float[] flat, int count) {
        int dimension = flat.length / count;
        return IntStream.range(0, count)
                .mapToObj(i -> Arrays.copyOfRange(flat, i * dimension, (i + 1) * dimension))
                .toArray(float[][]::new);
    }

    private static double dot(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (double) a[i] * b[i];
        }
        return sum;
    }
}
