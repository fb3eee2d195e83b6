package io.clipstream.adapter;

import java.util.Arrays;

/**
 * Rows times a matrix, in float32, one row at a time: a row's result does not depend on the batch it is in; immutable.
 *
 * <p>The inner loop runs over the outputs, so that the compiler may vectorise it without changing the order of sums; each row
 * of weights is an array of its own, since it cannot tell parts of one array apart, and four pass at once, since the result
 * then passes through memory only once for all of them.
 */
final class LinearMap {
    private final float[][] weights;
    private final int outputs;

    /** {@code weights} is [inputs, outputs] row by row. */
    LinearMap(float[] weights, int inputs, int outputs) {
        this.weights = FloatRows.of(weights, inputs, outputs);
        this.outputs = outputs;
    }

    int outputs() {
        return outputs;
    }

    /** Writes {@code rows} [count, inputs] times the weights to {@code results} [count, outputs]. */
    void apply(float[] rows, int count, float[] results) {
        int inputs = weights.length;
        if (rows.length < count * inputs || results.length < count * outputs) {
            throw new IllegalArgumentException(count + " rows want " + count * inputs + " inputs and " + count * outputs
                    + " outputs, got " + rows.length + " and " + results.length);
        }
        float[] result = new float[outputs];
        for (int row = 0; row < count; row++) {
            Arrays.fill(result, 0f);
            int from = row * inputs;
            int i = 0;
            for (; i + 4 <= inputs; i += 4) {
                add(rows[from + i], i, rows[from + i + 1], rows[from + i + 2], rows[from + i + 3], result);
            }
            for (; i < inputs; i++) {
                add(rows[from + i], weights[i], result);
            }
            System.arraycopy(result, 0, results, row * outputs, outputs);
        }
    }

    private void add(float factor0, int i, float factor1, float factor2, float factor3, float[] result) {
        add(factor0, weights[i], factor1, weights[i + 1], factor2, weights[i + 2], factor3, weights[i + 3], result);
    }

    private static void add(
            float factor0,
            float[] row0,
            float factor1,
            float[] row1,
            float factor2,
            float[] row2,
            float factor3,
            float[] row3,
            float[] result) {
        for (int o = 0; o < result.length; o++) {
            result[o] = (((result[o] + factor0 * row0[o]) + factor1 * row1[o]) + factor2 * row2[o]) + factor3 * row3[o];
        }
    }

    private static void add(float factor, float[] row, float[] result) {
        for (int o = 0; o < result.length; o++) {
            result[o] += factor * row[o];
        }
    }

    /** The transpose [columns, rows] of a matrix [rows, columns]. */
    static float[] transpose(float[] matrix, int rows, int columns) {
        float[] transposed = new float[matrix.length];
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < columns; c++) {
                transposed[c * rows + r] = matrix[r * columns + c];
            }
        }
        return transposed;
    }
}
