package io.clipstream.adapter;

import java.util.Random;

/**
 * The weights of a visual adapter: two linear layers without bias.
 *
 * @param down [H, D] row by row
 * @param up [D, H] row by row
 */
record Bottleneck(float[] down, float[] up) {
    /** Uniform in ±1/√inputs for each layer, which is how PyTorch starts a linear layer. */
    static Bottleneck random(int dimension, int hidden, long seed) {
        Random random = new Random(seed);
        return new Bottleneck(
                uniform(random, hidden * dimension, dimension), uniform(random, dimension * hidden, hidden));
    }

    static Bottleneck zero(int dimension, int hidden) {
        return new Bottleneck(new float[hidden * dimension], new float[dimension * hidden]);
    }

    private static float[] uniform(Random random, int count, int inputs) {
        float bound = (float) (1 / Math.sqrt(inputs));
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (2 * random.nextFloat() - 1) * bound;
        }
        return values;
    }
}
