package io.clipstream.adapter;

import java.util.SplittableRandom;

/**
 * Fixed random directions onto which features are projected, the same in every process: sums of the D values with random
 * signs, over √D (Achlioptas, "Database-friendly random projections", 2003). Immutable and safe for use by many threads.
 */
final class Projections {
    /** How many directions. */
    static final int COUNT = 32;

    private static final long SEED = 0x636c6970L;

    private final int dimension;
    private final float[] signs;

    Projections(int dimension) {
        this.dimension = dimension;
        this.signs = new float[COUNT * dimension];
        SplittableRandom random = new SplittableRandom(SEED);
        float size = (float) (1 / Math.sqrt(dimension));
        for (int i = 0; i < signs.length; i++) {
            signs[i] = random.nextBoolean() ? size : -size;
        }
    }

    /** Writes the projections of a row of {@code features} [N, D] to {@code into}, {@value #COUNT} values. */
    void project(float[] features, int row, float[] into) {
        for (int direction = 0; direction < COUNT; direction++) {
            float sum = 0;
            for (int i = 0; i < dimension; i++) {
                sum += signs[direction * dimension + i] * features[row * dimension + i];
            }
            into[direction] = sum;
        }
    }
}
