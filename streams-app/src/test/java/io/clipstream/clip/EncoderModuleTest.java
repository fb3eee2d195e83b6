package io.clipstream.clip;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class EncoderModuleTest {
    // Made by src/main/torchscript/clip_encoder.py; whoever changes the one makes the other anew and writes its digest
    // here.
    private static final String SHA_256 = "1a7b0c5dff7f21aec06152f79018138711d2526083ad9d387be14d15eb1d35a2";

    @Test
    void theModuleIsTheOneThatItsSourceMakes() throws Exception {
        try (InputStream script = EncoderModule.class.getResourceAsStream("clip_encoder.pt")) {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(script.readAllBytes());
            assertThat(HexFormat.of().formatHex(digest)).isEqualTo(SHA_256);
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
