package io.clipstream.adapter;

import java.util.Arrays;

/**
 * Rows times a matrix, in float32, one row at a time: a row's result does not depend on the batch it is in; immutable.
 *
 * <p>The inner loop runs over the outputs, so that the compiler may vectorise it without changing the order of sums.
 */
final class LinearMap {
    private final float[] weights;
    private final int inputs;
    private final int outputs;

    /** {@code weights} is [inputs, outputs] row by row; not copied. */
    LinearMap(float[] weights, int inputs, int outputs) {
        this.weights = weights;
        this.inputs = inputs;
        this.outputs = outputs;
    }

    int outputs() {
        return outputs;
    }

    /** Writes {@code rows} [count, inputs] times the weights to {@code results} [count, outputs]. */
    void apply(float[] rows, int count, float[] results) {
        if (rows.length < count * inputs || results.length < count * outputs) {
            throw new IllegalArgumentException(count + " rows want " + count * inputs + " inputs and " + count * outputs
                    + " outputs, got " + rows.length + " and " + results.length);
        }
        Arrays.fill(results, 0, count * outputs, 0f);
        for (int row = 0; row < count; row++) {
            for (int i = 0; i < inputs; i++) {
                add(rows[row * inputs + i], i * outputs, results, row * outputs);
            }
        }
    }

    private void add(float factor, int from, float[] results, int to) {
        for (int o = 0; o < outputs; o++) {
            results[to + o] += factor * weights[from + o];
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
