package io.clipstream.loadtest.swap;

import io.clipstream.loadtest.simulated.SimulatedModel;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A model whose features say, beside the image's class, in which batch of which instance they were made.
 *
 * <p>The stamp is small and no version looks at it; it comes back in the prediction's feature, so that one can tell from
 * outside which predictions were one batch. The stamp's digits are multiples of 2^-13 below 2^-3, exact in half precision.
 */
final class StampedModel implements SimulatedModel {
    static final String MODEL = "stamped";
    /** The classes, one that images have nothing in, the instance, and three digits of the batch. */
    static final int DIMENSION = VersionCode.CLASSES + 1 + 4;

    private static final int STAMP = VersionCode.CLASSES + 1;
    private static final int BASE = 1024;
    private static final float UNIT = 0x1p-13f;
    private static final int SIDE = 2;

    private final int instance;
    private final AtomicInteger batches = new AtomicInteger();

    StampedModel(int instance) {
        this.instance = instance;
    }

    /** Which batch of which instance made a feature. */
    record Stamp(int instance, int batch) {
        static Stamp of(float[] feature) {
            return new Stamp(
                    digit(feature[STAMP]),
                    (digit(feature[STAMP + 1]) * BASE + digit(feature[STAMP + 2])) * BASE + digit(feature[STAMP + 3]));
        }

        private static int digit(float value) {
            return Math.round(value / UNIT);
        }
    }

    @Override
    public String modelId() {
        return MODEL;
    }

    @Override
    public int dimension() {
        return DIMENSION;
    }

    @Override
    public int imageSize() {
        return SIDE;
    }

    @Override
    public byte[] preprocess(byte[] encoded) {
        byte[] pixels = new byte[SIDE * SIDE * 3];
        pixels[0] = encoded[0];
        return pixels;
    }

    @Override
    public float[] features(ByteBuffer pixels, int count) {
        int batch = batches.getAndIncrement() & (BASE * BASE * BASE - 1);
        float[] features = new float[count * DIMENSION];
        for (int i = 0; i < count; i++) {
            int at = i * DIMENSION;
            features[at + (pixels.get(i * SIDE * SIDE * 3) & 0xff) % VersionCode.CLASSES] = 1;
            features[at + STAMP] = instance * UNIT;
            features[at + STAMP + 1] = batch / (BASE * BASE) * UNIT;
            features[at + STAMP + 2] = batch / BASE % BASE * UNIT;
            features[at + STAMP + 3] = batch % BASE * UNIT;
        }
        return features;
    }
}
