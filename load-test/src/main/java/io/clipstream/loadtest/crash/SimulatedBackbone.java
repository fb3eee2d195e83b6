package io.clipstream.loadtest.crash;

import io.clipstream.clip.Backbone;
import io.clipstream.clip.ImageEncoder;
import io.clipstream.clip.ImageFormatException;
import io.clipstream.clip.ImagePreprocessor;
import io.clipstream.clip.TextEncoder;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * A backbone whose device takes a given time a batch and whose features say which class an image is of.
 *
 * <p>An image's first byte is its class, 255 is no image; the text of a class ends in its number. Features are one-hot, so
 * every prediction can be checked. It costs next to no arithmetic: what is measured is everything around it.
 */
final class SimulatedBackbone implements Backbone {
    /** Classes, and dimension of the features. */
    static final int CLASSES = 8;

    static final String MODEL_ID = "simulated";

    /** Of the zero-shot head. */
    static final float LOGIT_SCALE = 10;

    /** First byte of what is no image. */
    static final int UNREADABLE = 255;

    private static final int SIDE = 2;

    private final Duration perBatch;

    SimulatedBackbone(Duration perBatch) {
        this.perBatch = perBatch;
    }

    @Override
    public String modelId() {
        return MODEL_ID;
    }

    @Override
    public int dimension() {
        return CLASSES;
    }

    @Override
    public int imageSize() {
        return SIDE;
    }

    @Override
    public float logitScale() {
        return LOGIT_SCALE;
    }

    @Override
    public ImagePreprocessor preprocessor() {
        return new ImagePreprocessor() {
            @Override
            public int imageSize() {
                return SIDE;
            }

            @Override
            public byte[] preprocess(byte[] encoded) throws ImageFormatException {
                if ((encoded[0] & 0xff) == UNREADABLE) {
                    throw new ImageFormatException("not an image, on purpose");
                }
                byte[] pixels = new byte[SIDE * SIDE * 3];
                pixels[0] = encoded[0];
                return pixels;
            }
        };
    }

    @Override
    public ImageEncoder newImageEncoder() {
        return new ImageEncoder() {
            @Override
            public int dimension() {
                return CLASSES;
            }

            @Override
            public int imageSize() {
                return SIDE;
            }

            @Override
            public float[] encode(ByteBuffer pixels, int count) {
                await(perBatch.toNanos());
                float[] features = new float[count * CLASSES];
                for (int i = 0; i < count; i++) {
                    features[i * CLASSES + (pixels.get(i * SIDE * SIDE * 3) & 0xff) % CLASSES] = 1;
                }
                return features;
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public String textEncoderId() {
        return modelId();
    }

    @Override
    public TextEncoder newTextEncoder() {
        return new TextEncoder() {
            @Override
            public int dimension() {
                return CLASSES;
            }

            @Override
            public int length(String text) {
                return 1;
            }

            @Override
            public float[][] encode(List<String> texts) {
                return texts.stream().map(SimulatedBackbone::oneHot).toArray(float[][]::new);
            }

            @Override
            public void close() {}
        };
    }

    private static float[] oneHot(String text) {
        float[] feature = new float[CLASSES];
        feature[(text.charAt(text.length() - 1) - '0') % CLASSES] = 1;
        return feature;
    }

    private static void await(long nanos) {
        long end = System.nanoTime() + nanos;
        for (long left = nanos; left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    @Override
    public void close() {}
}
