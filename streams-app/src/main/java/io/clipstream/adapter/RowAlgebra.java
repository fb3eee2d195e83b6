package io.clipstream.adapter;

import java.util.Arrays;

/**
 * Products of dense matrices whose rows are arrays of their own.
 *
 * <p>Every inner loop adds four rows, each times a number, to another row, all at the same index: HotSpot's compiler turns
 * just this form into vector instructions (rows at offsets of one array stay scalar, at a quarter of the speed). The order of
 * the sums of an element depends on nothing but the inner size, so a row's result does not depend on its neighbours.
 */
final class RowAlgebra {
    /** Rows of the right factor that are used for all rows of the left before going on: they stay in the cache. */
    private static final int BLOCK = 64;

    private RowAlgebra() {}

    /** {@code c} [n, q] = {@code a} [n, p] times {@code b} [p, q], in double precision. */
    static void product(double[][] a, double[][] b, double[][] c) {
        clear(c);
        for (int block = 0; block < b.length; block += BLOCK) {
            int end = Math.min(block + BLOCK, b.length);
            for (int i = 0; i < a.length; i++) {
                addRows(a[i], 1, b, block, end, c[i], 0);
            }
        }
    }

    /** {@code c} [n, q] = {@code a} [n, p] times {@code b} [p, q], in single precision. */
    static void product(float[][] a, float[][] b, float[][] c) {
        for (float[] row : c) {
            Arrays.fill(row, 0f);
        }
        for (int block = 0; block < b.length; block += BLOCK) {
            int end = Math.min(block + BLOCK, b.length);
            for (int i = 0; i < a.length; i++) {
                addRows(a[i], b, block, end, c[i]);
            }
        }
    }

    /** Adds {@code sign} times the upper triangle of Aᵀ A to {@code gram} [p, p], A [n, p]. */
    static void addGram(double sign, double[][] a, double[][] gram) {
        for (int block = 0; block < a.length; block += BLOCK) {
            double[][] rows = Arrays.copyOfRange(a, block, Math.min(block + BLOCK, a.length));
            double[][] columns = transpose(rows);
            for (int i = 0; i < columns.length; i++) {
                addRows(columns[i], sign, rows, 0, rows.length, gram[i], i);
            }
        }
    }

    /** Copies the upper triangle to the lower. */
    static void mirror(double[][] matrix) {
        for (int i = 0; i < matrix.length; i++) {
            for (int j = 0; j < i; j++) {
                matrix[i][j] = matrix[j][i];
            }
        }
    }

    /** target[j] += sign Σ_k factors[k] rows[k][j] for k from {@code begin} to {@code end} − 1 and j from {@code from} on. */
    static void addRows(double[] factors, double sign, double[][] rows, int begin, int end, double[] target, int from) {
        int k = begin;
        for (; k + 4 <= end; k += 4) {
            add(
                    sign * factors[k],
                    sign * factors[k + 1],
                    sign * factors[k + 2],
                    sign * factors[k + 3],
                    rows[k],
                    rows[k + 1],
                    rows[k + 2],
                    rows[k + 3],
                    target,
                    from);
        }
        for (; k < end; k++) {
            add(sign * factors[k], rows[k], target, from);
        }
    }

    /** target += factor · row, from this index on. */
    static void add(double factor, double[] row, double[] target, int from) {
        for (int j = from; j < target.length; j++) {
            target[j] += factor * row[j];
        }
    }

    static void scale(double[] row, double factor) {
        for (int j = 0; j < row.length; j++) {
            row[j] *= factor;
        }
    }

    static double dot(double[] one, double[] other) {
        double sum = 0;
        for (int i = 0; i < one.length; i++) {
            sum += one[i] * other[i];
        }
        return sum;
    }

    /** Block by block: each line of the cache is used while it is there. */
    static double[][] transpose(double[][] matrix) {
        double[][] transposed = new double[matrix[0].length][matrix.length];
        for (int block = 0; block < matrix.length; block += BLOCK) {
            int end = Math.min(block + BLOCK, matrix.length);
            for (int j = 0; j < transposed.length; j++) {
                double[] row = transposed[j];
                for (int i = block; i < end; i++) {
                    row[i] = matrix[i][j];
                }
            }
        }
        return transposed;
    }

    static float[][] transpose(float[][] matrix) {
        float[][] transposed = new float[matrix[0].length][matrix.length];
        for (int block = 0; block < matrix.length; block += BLOCK) {
            int end = Math.min(block + BLOCK, matrix.length);
            for (int j = 0; j < transposed.length; j++) {
                float[] row = transposed[j];
                for (int i = block; i < end; i++) {
                    row[i] = matrix[i][j];
                }
            }
        }
        return transposed;
    }

    static float[][] toFloats(double[][] matrix) {
        float[][] floats = new float[matrix.length][];
        for (int i = 0; i < matrix.length; i++) {
            floats[i] = new float[matrix[i].length];
            for (int j = 0; j < floats[i].length; j++) {
                floats[i][j] = (float) matrix[i][j];
            }
        }
        return floats;
    }

    private static void clear(double[][] matrix) {
        for (double[] row : matrix) {
            Arrays.fill(row, 0);
        }
    }

    private static void addRows(float[] factors, float[][] rows, int begin, int end, float[] target) {
        int k = begin;
        for (; k + 4 <= end; k += 4) {
            add(
                    factors[k],
                    factors[k + 1],
                    factors[k + 2],
                    factors[k + 3],
                    rows[k],
                    rows[k + 1],
                    rows[k + 2],
                    rows[k + 3],
                    target);
        }
        for (; k < end; k++) {
            add(factors[k], 0, 0, 0, rows[k], rows[k], rows[k], rows[k], target);
        }
    }

    private static void add(
            double f0,
            double f1,
            double f2,
            double f3,
            double[] r0,
            double[] r1,
            double[] r2,
            double[] r3,
            double[] target,
            int from) {
        for (int j = from; j < target.length; j++) {
            target[j] += f0 * r0[j] + f1 * r1[j] + f2 * r2[j] + f3 * r3[j];
        }
    }

    private static void add(
            float f0, float f1, float f2, float f3, float[] r0, float[] r1, float[] r2, float[] r3, float[] target) {
        for (int j = 0; j < target.length; j++) {
            target[j] += f0 * r0[j] + f1 * r1[j] + f2 * r2[j] + f3 * r3[j];
        }
    }
}
