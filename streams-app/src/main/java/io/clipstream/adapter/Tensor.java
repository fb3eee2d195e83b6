package io.clipstream.adapter;

import java.util.Arrays;

/**
 * A dense float32 tensor in row-major order.
 *
 * @param shape sizes, outermost first; empty for a scalar
 * @param values as many as the product of {@code shape}; owned by the tensor, not to be changed
 */
public record Tensor(int[] shape, float[] values) {
    public Tensor {
        long expected = 1;
        for (int size : shape) {
            if (size < 0) {
                throw new IllegalArgumentException("negative size in shape " + Arrays.toString(shape));
            }
            expected *= size;
        }
        if (expected != values.length) {
            throw new IllegalArgumentException(
                    "shape " + Arrays.toString(shape) + " wants " + expected + " values, got " + values.length);
        }
    }

    /** A matrix from rows of one length. */
    public static Tensor ofRows(float[][] rows) {
        int columns = rows.length == 0 ? 0 : rows[0].length;
        float[] values = new float[rows.length * columns];
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(rows[i], 0, values, i * columns, columns);
        }
        return new Tensor(new int[] {rows.length, columns}, values);
    }

    /** A scalar. */
    public static Tensor scalar(float value) {
        return new Tensor(new int[0], new float[] {value});
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Tensor that && Arrays.equals(shape, that.shape) && Arrays.equals(values, that.values);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(shape) + Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return "Tensor" + Arrays.toString(shape);
    }
}
