package io.clipstream.topology;

import io.clipstream.adapter.Tensor;

/**
 * Sums of text features by class, and their directions. Belongs to one thread at a time.
 *
 * <p>The sums are integers, in units of 2^-40, a thousandth of a feature's own precision or less: so the order in which
 * features come, which depends on what is in the cache, does not change a bit of the result.
 */
final class HeadSums {
    private static final double UNIT = 0x1p40;

    /** A mean shorter than this has no direction worth the name: its texts cancel each other out. */
    private static final double SHORTEST = 1e-6;

    private final long[][] sums;
    private final int[] counts;

    HeadSums(int classes, int dimension) {
        this.sums = new long[classes][dimension];
        this.counts = new int[classes];
    }

    /** Adds a finite feature of length 1. */
    void add(int c, float[] feature) {
        long[] sum = sums[c];
        for (int d = 0; d < sum.length; d++) {
            sum[d] += Math.round(feature[d] * UNIT);
        }
        counts[c]++;
    }

    /** Length of the mean of class {@code c}, in [0, 1]. */
    private double meanLength(int c) {
        return length(c) / UNIT / counts[c];
    }

    /** Whether the mean of class {@code c} has a direction. */
    boolean hasDirection(int c) {
        return meanLength(c) >= SHORTEST;
    }

    /** The directions of the means, [K, D], rows of length 1. */
    Tensor directions() {
        float[][] rows = new float[sums.length][];
        for (int c = 0; c < rows.length; c++) {
            double length = length(c);
            rows[c] = new float[sums[c].length];
            for (int d = 0; d < rows[c].length; d++) {
                rows[c][d] = (float) (sums[c][d] / length);
            }
        }
        return Tensor.ofRows(rows);
    }

    private double length(int c) {
        double square = 0;
        for (long value : sums[c]) {
            square += (double) value * value;
        }
        return Math.sqrt(square);
    }
}
