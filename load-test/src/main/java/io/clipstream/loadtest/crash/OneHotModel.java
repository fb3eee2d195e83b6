package io.clipstream.loadtest.crash;

import io.clipstream.clip.ImageFormatException;
import io.clipstream.loadtest.simulated.SimulatedModel;
import java.nio.ByteBuffer;

/**
 * A model whose features say which class an image is of.
 *
 * <p>An image's first byte is its class, 255 is no image; the text of a class ends in its number. Features are one-hot, so
 * every prediction can be checked.
 */
final class OneHotModel implements SimulatedModel {
    /** Classes, and dimension of the features. */
    static final int CLASSES = 8;

    static final String MODEL_ID = "simulated";

    /** Of the zero-shot head. */
    static final float LOGIT_SCALE = 10;

    /** First byte of what is no image. */
    static final int UNREADABLE = 255;

    private static final int SIDE = 2;

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
    public byte[] preprocess(byte[] encoded) throws ImageFormatException {
        if ((encoded[0] & 0xff) == UNREADABLE) {
            throw new ImageFormatException("not an image, on purpose");
        }
        byte[] pixels = new byte[SIDE * SIDE * 3];
        pixels[0] = encoded[0];
        return pixels;
    }

    @Override
    public float[] features(ByteBuffer pixels, int count) {
        float[] features = new float[count * CLASSES];
        for (int i = 0; i < count; i++) {
            features[i * CLASSES + (pixels.get(i * SIDE * SIDE * 3) & 0xff) % CLASSES] = 1;
        }
        return features;
    }

    @Override
    public float[] text(String text) {
        float[] feature = new float[CLASSES];
        feature[(text.charAt(text.length() - 1) - '0') % CLASSES] = 1;
        return feature;
    }
}
