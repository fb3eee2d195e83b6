package io.clipstream.app.bench;

/**
 * Labelled image features.
 *
 * @param features [N][D], rows of length 1
 * @param labels class of each row, from 0; null where they are not known
 */
record FeatureRows(float[][] features, int[] labels) {
    static final FeatureRows NONE = new FeatureRows(new float[0][], new int[0]);

    int size() {
        return features.length;
    }

    /** The features [N, D] row by row, from one row to before another. */
    float[] flat(int from, int to) {
        int dimension = features[from].length;
        float[] flat = new float[(to - from) * dimension];
        for (int row = from; row < to; row++) {
            System.arraycopy(features[row], 0, flat, (row - from) * dimension, dimension);
        }
        return flat;
    }
}
