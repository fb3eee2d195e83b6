package io.clipstream.loadtest.scale;

import io.clipstream.clip.ImageFormatException;
import io.clipstream.clip.ImagePreprocessor;
import io.clipstream.loadtest.simulated.SimulatedModel;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;

/**
 * A model of a real backbone's dimension that makes up its features at next to no cost: an image's first pixel says its kind.
 *
 * <p>A kind's feature is a prototype, and heads are made of prototypes, so that they are as sure as real ones are.
 */
final class ScaledModel implements SimulatedModel {
    /** As ViT-B/32. */
    static final int DIMENSION = 512;

    static final String MODEL_ID = "scaled";
    static final float LOGIT_SCALE = 100;

    private static final int KINDS = 256;
    private static final int SIDE = 2;

    private final ImagePreprocessor real;
    private final float[][] features = new float[KINDS][];

    /** @param real decodes images; null where an image's first byte is its first pixel */
    ScaledModel(ImagePreprocessor real) {
        this.real = real;
        for (int kind = 0; kind < KINDS; kind++) {
            features[kind] = prototype(kind);
        }
    }

    /** A direction of its own for each number, of length 1. */
    static float[] prototype(int number) {
        SplittableRandom random = new SplittableRandom(number);
        float[] direction = new float[DIMENSION];
        double sum = 0;
        for (int i = 0; i < DIMENSION; i++) {
            direction[i] = (float) (random.nextDouble() - 0.5);
            sum += direction[i] * direction[i];
        }
        float scale = (float) (1 / Math.sqrt(sum));
        for (int i = 0; i < DIMENSION; i++) {
            direction[i] *= scale;
        }
        return direction;
    }

    @Override
    public String modelId() {
        return MODEL_ID;
    }

    @Override
    public int dimension() {
        return DIMENSION;
    }

    @Override
    public int imageSize() {
        return real == null ? SIDE : real.imageSize();
    }

    @Override
    public float logitScale() {
        return LOGIT_SCALE;
    }

    @Override
    public byte[] preprocess(byte[] encoded) throws ImageFormatException {
        if (real != null) {
            return real.preprocess(encoded);
        }
        byte[] pixels = new byte[SIDE * SIDE * 3];
        pixels[0] = encoded[0];
        return pixels;
    }

    @Override
    public float[] features(ByteBuffer pixels, int count) {
        float[] batch = new float[count * DIMENSION];
        int stride = imageSize() * imageSize() * 3;
        for (int i = 0; i < count; i++) {
            System.arraycopy(features[pixels.get(i * stride) & 0xff], 0, batch, i * DIMENSION, DIMENSION);
        }
        return batch;
    }

    /** The prototype of the number in it. */
    @Override
    public float[] text(String text) {
        return prototype(Integer.parseInt(text.replaceAll("\\D", "")));
    }
}
