package io.clipstream.adapter;

/**
 * The little dense algebra of the closed-form fits, in double precision, on matrices row by row.
 *
 * <p>Every inner loop adds a multiple of one row to another: that vectorises, and the order of sums is always the same.
 */
final class DoubleMatrices {
    private static final int BLOCK = 4;

    private DoubleMatrices() {}

    /** Aᵀ B for A [n, p] and B [n, q]; the result is [p, q]. */
    static double[] transposeTimes(double[] a, double[] b, int n, int p, int q) {
        double[] product = new double[p * q];
        for (int row = 0; row < n; row += BLOCK) {
            for (int i = 0; i < p; i++) {
                addRows(a, p, i, b, q, 0, row, n, product, i * q);
            }
        }
        return product;
    }

    /** The upper triangle of Aᵀ A for A [n, p], in a matrix [p, p] whose lower triangle is 0. */
    static double[] upperGram(double[] a, int n, int p) {
        double[] gram = new double[p * p];
        for (int row = 0; row < n; row += BLOCK) {
            for (int i = 0; i < p; i++) {
                addRows(a, p, i, a, p, i, row, n, gram, i * p + i);
            }
        }
        return gram;
    }

    /** The transpose [columns, rows] of a matrix [rows, columns]. */
    static double[] transpose(double[] matrix, int rows, int columns) {
        double[] transposed = new double[matrix.length];
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < columns; c++) {
                transposed[c * rows + r] = matrix[r * columns + c];
            }
        }
        return transposed;
    }

    /**
     * Solves G Y = B by Cholesky's factorisation, G = Uᵀ U. Both arguments are overwritten, {@code b} by the solution.
     *
     * @param gram upper triangle of a positive definite matrix [n, n]
     * @param b right-hand sides [n, q]
     */
    static void solve(double[] gram, double[] b, int n, int q) {
        factorise(gram, n);
        for (int j = 0; j < n; j++) {
            scale(b, j * q, q, 1 / gram[j * n + j]);
            for (int i = j + 1; i < n; i++) {
                addMultiple(-gram[j * n + i], b, j * q, b, i * q, q);
            }
        }
        for (int j = n - 1; j >= 0; j--) {
            scale(b, j * q, q, 1 / gram[j * n + j]);
            for (int i = 0; i < j; i++) {
                addMultiple(-gram[i * n + j], b, j * q, b, i * q, q);
            }
        }
    }

    private static void factorise(double[] gram, int n) {
        for (int j = 0; j < n; j++) {
            double pivot = gram[j * n + j];
            if (!(pivot > 0)) {
                throw new ArithmeticException("matrix is not positive definite: pivot " + j + " is " + pivot);
            }
            scale(gram, j * n + j, n - j, 1 / Math.sqrt(pivot));
            for (int i = j + 1; i < n; i++) {
                addMultiple(-gram[j * n + i], gram, j * n + i, gram, i * n + i, n - i);
            }
        }
    }

    private static void scale(double[] values, int from, int length, double factor) {
        for (int i = from; i < from + length; i++) {
            values[i] *= factor;
        }
    }

    /**
     * Adds up to four rows of {@code b}, from its column {@code skip} on, each times the entry of {@code a} in the same row
     * and column {@code i}: four at a time, since the target then passes through memory only once for all of them.
     */
    private static void addRows(
            double[] a, int p, int i, double[] b, int q, int skip, int row, int n, double[] target, int to) {
        if (row + BLOCK > n) {
            for (int r = row; r < n; r++) {
                addMultiple(a[r * p + i], b, r * q + skip, target, to, q - skip);
            }
            return;
        }
        double factor0 = a[row * p + i];
        double factor1 = a[(row + 1) * p + i];
        double factor2 = a[(row + 2) * p + i];
        double factor3 = a[(row + 3) * p + i];
        int from = row * q + skip;
        for (int j = 0; j < q - skip; j++) {
            target[to + j] += factor0 * b[from + j]
                    + factor1 * b[from + q + j]
                    + factor2 * b[from + 2 * q + j]
                    + factor3 * b[from + 3 * q + j];
        }
    }

    private static void addMultiple(double factor, double[] source, int from, double[] target, int to, int length) {
        for (int i = 0; i < length; i++) {
            target[to + i] += factor * source[from + i];
        }
    }
}
