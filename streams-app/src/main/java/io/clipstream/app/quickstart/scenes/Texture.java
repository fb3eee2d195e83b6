package io.clipstream.app.quickstart.scenes;

import java.util.random.RandomGenerator;

/** A tileable grey texture, made once and sampled by every tile; values lie around 0, mostly within -1 to 1. */
final class Texture {
    private static final int SIDE = 256;
    private static final int MASK = SIDE - 1;

    private final float[] values;

    private Texture(float[] values) {
        this.values = values;
    }

    /** Independent noise in every pixel. */
    static Texture grain(RandomGenerator random) {
        float[] values = new float[SIDE * SIDE];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) Math.max(-3, Math.min(3, random.nextGaussian()));
        }
        return new Texture(values);
    }

    /** Smooth value noise summed over octaves, the coarsest of the given period in pixels. */
    static Texture clouds(RandomGenerator random, int period, double persistence) {
        float[] values = new float[SIDE * SIDE];
        double weight = 1;
        for (int step = period; step >= 2; step /= 2, weight *= persistence) {
            addOctave(values, random, step, (float) weight);
        }
        return new Texture(normalised(values));
    }

    /** Round domes, so many a side, lit from the north-west: crowns, boulders, tussocks. */
    static Texture domes(RandomGenerator random, int perSide) {
        Domes domes = new Domes(random, perSide, SIDE);
        float[] values = new float[SIDE * SIDE];
        for (int row = 0; row < SIDE; row++) {
            for (int column = 0; column < SIDE; column++) {
                values[row * SIDE + column] = domes.height(column, row);
            }
        }
        return new Texture(normalised(values));
    }

    /** Value at a point, repeated in both directions; coordinates are not negative. */
    float at(double x, double y) {
        return values[((int) y & MASK) * SIDE + ((int) x & MASK)];
    }

    private static void addOctave(float[] values, RandomGenerator random, int step, float weight) {
        int knots = SIDE / step;
        float[] knot = new float[knots * knots];
        for (int i = 0; i < knot.length; i++) {
            knot[i] = random.nextFloat() * 2 - 1;
        }
        for (int row = 0; row < SIDE; row++) {
            int top = row / step;
            float v = smooth((row % step) / (float) step);
            for (int column = 0; column < SIDE; column++) {
                int left = column / step;
                float u = smooth((column % step) / (float) step);
                int right = (left + 1) % knots;
                int bottom = (top + 1) % knots;
                float upper = knot[top * knots + left] * (1 - u) + knot[top * knots + right] * u;
                float lower = knot[bottom * knots + left] * (1 - u) + knot[bottom * knots + right] * u;
                values[row * SIDE + column] += weight * (upper * (1 - v) + lower * v);
            }
        }
    }

    private static float smooth(float t) {
        return t * t * (3 - 2 * t);
    }

    private static float[] normalised(float[] values) {
        double sum = 0;
        double squares = 0;
        for (float value : values) {
            sum += value;
            squares += value * value;
        }
        double mean = sum / values.length;
        double deviation = Math.sqrt(squares / values.length - mean * mean);
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) ((values[i] - mean) / (2 * deviation));
        }
        return values;
    }
}
