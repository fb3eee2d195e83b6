package io.clipstream.clip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.InputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EncoderModuleTest {
    // Made by src/main/torchscript/clip_encoder.py; whoever changes the one makes the others anew and writes their
    // digests
    // here.
    @ParameterizedTest
    @CsvSource({
        "clip_encoder.pt, a422166b5008acd71ec9fee4cc8c66db5d9c79f3f56e8998ac41408af0a7f644",
        "clip_encoder_onednn.pt, 0c7122bea03b195e9257a39b94241e629ce719a6232cac3353fc2bff888f6a8a"
    })
    void theModuleIsTheOneThatItsSourceMakes(String resource, String sha256) throws Exception {
        try (InputStream script = EncoderModule.class.getResourceAsStream(resource)) {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(script.readAllBytes());
            assertThat(HexFormat.of().formatHex(digest)).isEqualTo(sha256);
        }
    }

    @Test
    void packedMatricesGiveTheFeaturesOfTransposedOnes() throws Exception {
        // Given a libtorch with oneDNN
        assumeThat(TorchRuntime.hasOneDnn()).isTrue();
        Arithmetic fp32 = new Arithmetic(Precision.FP32, DeviceChoice.CPU, false, "", "");
        for (String name : List.of("tiny", "tiny-gelu-bf16")) {
            // When the same checkpoint is laid out in both ways
            float[] transposed = features(name, fp32, false);
            float[] packed = features(name, fp32, true);

            // Then its features are the same
            assertThat(packed).containsExactly(transposed, within(2e-6f));
        }
    }

    @Test
    void bf16IsComputedWithoutPackedMatricesWhereOneDnnCannot() throws Exception {
        // Given a choice that promises instructions for bf16, which this processor may lack
        Arithmetic fp32 = new Arithmetic(Precision.FP32, DeviceChoice.CPU, false, "", "");
        Arithmetic bf16 = new Arithmetic(Precision.BF16, DeviceChoice.CPU, false, "", "");
        try (EncoderModule module = EncoderModule.load()) {
            // When it is asked whether to pack, and the features are computed accordingly
            boolean packs = module.packs(bf16, Processor.parse(List.of()));
            float[] exact = features("tiny", fp32, false);
            float[] features = features("tiny", bf16, packs);

            // Then they are those of bf16
            double dot = 0;
            for (int i = 0; i < exact.length; i++) {
                dot += (double) exact[i] * features[i];
            }
            assertThat(dot / 3).isBetween(0.999, 1.00001).isNotCloseTo(1, within(1e-9));
        }
    }

    @Test
    void fp32IsPackedWhereThatIsFaster() {
        // Given processors of two makers and one that nobody knows
        Arithmetic fp32 = new Arithmetic(Precision.FP32, DeviceChoice.CPU, false, "", "");
        Arithmetic widened = new Arithmetic(Precision.FP32, DeviceChoice.CPU, true, "", "");
        Processor amd = Processor.parse(List.of("vendor_id\t: AuthenticAMD", "flags\t\t: fma avx2"));
        Processor intel = Processor.parse(List.of("vendor_id\t: GenuineIntel", "flags\t\t: fma avx2"));

        // When it is asked whether to pack
        try (EncoderModule module = EncoderModule.load()) {
            // Then only where MKL has no code of its own for the processor, and products are not taken from shorter
            // weights
            assertThat(module.packs(fp32, amd)).isTrue();
            assertThat(module.packs(widened, amd)).isFalse();
            assertThat(module.packs(fp32, intel)).isFalse();
            assertThat(module.packs(fp32, Processor.parse(List.of()))).isFalse();
        }
    }

    /** The features of three images of noise. */
    private static float[] features(String name, Arithmetic arithmetic, boolean packed) throws Exception {
        try (Checkpoint checkpoint = Checkpoint.open(Reference.checkpoint(name));
                EncoderModule module = EncoderModule.load()) {
            module.setUpImage(checkpoint, arithmetic, packed);
            ImageEncoder encoder = new ScriptImageEncoder(module, checkpoint.config());
            byte[] pixels = new byte[3 * encoder.imageSize() * encoder.imageSize() * 3];
            new Random(7).nextBytes(pixels);
            return encoder.encode(ByteBuffer.wrap(pixels), 3);
        }
    }

    @Test
    void encodersOnSeveralThreadsShareTheWeightsAndAgree() throws Exception {
        // Given one model and the features of two images
        int threads = 4;
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try (ClipModel model = ClipModel.load(Reference.checkpoint("tiny"), LoadOptions.imageTower())) {
            byte[] first = model.preprocessor().preprocess(Reference.image("rgb.png"));
            byte[] second = model.preprocessor().preprocess(Reference.image("grey.jpg"));
            float[] firstFeature = encode(model, first);
            float[] secondFeature = encode(model, second);

            // When four threads encode one or the other at once, each with its own encoder
            CyclicBarrier start = new CyclicBarrier(threads);
            List<Future<Boolean>> results = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                byte[] pixels = t % 2 == 0 ? first : second;
                float[] expected = t % 2 == 0 ? firstFeature : secondFeature;
                results.add(pool.submit(() -> {
                    start.await();
                    boolean same = true;
                    try (ImageEncoder encoder = model.newImageEncoder()) {
                        for (int i = 0; i < 50; i++) {
                            same &= Arrays.equals(encoder.encode(ByteBuffer.wrap(pixels), 1), expected);
                        }
                    }
                    return same;
                }));
            }

            // Then every call gave its own image's feature
            for (Future<Boolean> result : results) {
                assertThat(result.get()).isTrue();
            }
        } finally {
            pool.shutdown();
        }
    }

    private static float[] encode(ClipModel model, byte[] pixels) {
        try (ImageEncoder encoder = model.newImageEncoder()) {
            return encoder.encode(ByteBuffer.wrap(pixels), 1);
        }
    }
}
