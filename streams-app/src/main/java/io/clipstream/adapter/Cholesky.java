package io.clipstream.adapter;

/** Cholesky's factorisation M = Uᵀ U of a positive definite matrix, in double precision; immutable once made. */
final class Cholesky {
    private final double[][] factor;
    private final double[][] columns;

    /** Factorises; {@code upper} [n, n], of which only the upper triangle is read, is overwritten and kept. */
    Cholesky(double[][] upper) {
        int n = upper.length;
        this.factor = upper;
        this.columns = new double[n][n];
        for (int i = 0; i < n; i++) {
            // Column i of the rows above: what they take from this row.
            RowAlgebra.addRows(columns[i], -1, upper, 0, i, upper[i], i);
            double pivot = upper[i][i];
            if (!(pivot > 0)) {
                throw new ArithmeticException("matrix is not positive definite: pivot " + i + " is " + pivot);
            }
            double scale = 1 / Math.sqrt(pivot);
            for (int j = i; j < n; j++) {
                upper[i][j] *= scale;
                columns[j][i] = upper[i][j];
            }
        }
    }

    /** Overwrites {@code b} [n, q] by the solution of Uᵀ Y = B. */
    void forward(double[][] b) {
        for (int i = 0; i < b.length; i++) {
            RowAlgebra.addRows(columns[i], -1, b, 0, i, b[i], 0);
            RowAlgebra.scale(b[i], 1 / factor[i][i]);
        }
    }

    /** Overwrites {@code b} [n, q] by the solution of U Y = B. */
    void backward(double[][] b) {
        for (int i = b.length - 1; i >= 0; i--) {
            RowAlgebra.addRows(factor[i], -1, b, i + 1, b.length, b[i], 0);
            RowAlgebra.scale(b[i], 1 / factor[i][i]);
        }
    }

    /** Overwrites {@code b} [n, q] by the solution of M Y = B. */
    void solve(double[][] b) {
        forward(b);
        backward(b);
    }

    /** M⁻¹ [n, n], symmetric to the bit. */
    double[][] inverse() {
        double[][] inverse = new double[factor.length][factor.length];
        for (int i = 0; i < inverse.length; i++) {
            inverse[i][i] = 1;
        }
        solve(inverse);
        RowAlgebra.mirror(inverse);
        return inverse;
    }
}
