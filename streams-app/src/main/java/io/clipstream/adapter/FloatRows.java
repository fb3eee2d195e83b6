package io.clipstream.adapter;

import java.util.Arrays;

/**
 * The dense algebra of gradient training, in float32, on matrices whose rows are arrays of their own.
 *
 * <p>Rows of their own are what makes the inner loop vectorise: with offsets into one array the compiler cannot see that
 * source and target lie apart, and the same sums take five times as long. The order of sums is always the same, so that the
 * same arguments give the same bits everywhere.
 */
final class FloatRows {
    private FloatRows() {}

    /** {@code target} [n, q] = A B for A [n, p], of which only the first {@code n} rows count, and B [p, q]. */
    static void times(float[][] a, float[][] b, int n, float[][] target) {
        for (int i = 0; i < n; i++) {
            Arrays.fill(target[i], 0f);
            int p = 0;
            for (; p + 4 <= b.length; p += 4) {
                add(a[i][p], b[p], a[i][p + 1], b[p + 1], a[i][p + 2], b[p + 2], a[i][p + 3], b[p + 3], target[i]);
            }
            for (; p < b.length; p++) {
                add(a[i][p], b[p], target[i]);
            }
        }
    }

    /** {@code target} [p, q] = Aᵀ B for A [n, p] and B [n, q], of which only the first {@code n} rows count. */
    static void transposeTimes(float[][] a, float[][] b, int n, float[][] target) {
        for (int i = 0; i < target.length; i++) {
            Arrays.fill(target[i], 0f);
            int r = 0;
            for (; r + 4 <= n; r += 4) {
                add(a[r][i], b[r], a[r + 1][i], b[r + 1], a[r + 2][i], b[r + 2], a[r + 3][i], b[r + 3], target[i]);
            }
            for (; r < n; r++) {
                add(a[r][i], b[r], target[i]);
            }
        }
    }

    /** Writes the transpose of the first {@code n} rows of {@code matrix} to {@code target}. */
    static void transpose(float[][] matrix, int n, float[][] target) {
        for (int c = 0; c < target.length; c++) {
            float[] column = target[c];
            for (int r = 0; r < n; r++) {
                column[r] = matrix[r][c];
            }
        }
    }

    static float[][] transposed(float[][] matrix, int columns) {
        float[][] target = new float[columns][matrix.length];
        transpose(matrix, matrix.length, target);
        return target;
    }

    /** The rows of a matrix that is stored row by row. */
    static float[][] of(float[] values, int rows, int columns) {
        float[][] matrix = new float[rows][];
        for (int r = 0; r < rows; r++) {
            matrix[r] = Arrays.copyOfRange(values, r * columns, (r + 1) * columns);
        }
        return matrix;
    }

    static double dot(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (double) a[i] * b[i];
        }
        return sum;
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
            float[] target) {
        for (int i = 0; i < target.length; i++) {
            target[i] += factor0 * row0[i] + factor1 * row1[i] + factor2 * row2[i] + factor3 * row3[i];
        }
    }

    private static void add(float factor, float[] row, float[] target) {
        for (int i = 0; i < target.length; i++) {
            target[i] += factor * row[i];
        }
    }
}
