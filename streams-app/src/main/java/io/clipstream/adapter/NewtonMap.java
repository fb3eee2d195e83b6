package io.clipstream.adapter;

/**
 * B ↦ X Q Xᵀ B with Q = (c Xᵀ W X + τ S)⁻¹: what a preconditioned step does to the logits of its own rows.
 *
 * <p>With fewer rows than dimensions the [N, N] matrix is made once; else each step goes through the [D, D] one. The steps are
 * in single precision, the factorisation in double.
 */
final class NewtonMap {
    private final float[][] x;
    private final float[][] transposed;
    private final Cholesky factor;
    private final float[][] inverse;
    private final float[][] between;

    NewtonMap(FitRows rows, WithinClassMetric metric, double curvature) {
        double[][] matrix = new double[metric.scaled().length][];
        for (int i = 0; i < matrix.length; i++) {
            matrix[i] = metric.scaled()[i].clone();
        }
        RowAlgebra.addGram(1, rows.rooted(curvature), matrix);
        this.factor = new Cholesky(matrix);
        this.x = RowAlgebra.toFloats(rows.x());
        this.transposed = RowAlgebra.transpose(x);
        boolean dual = x.length < matrix.length;
        this.between = dual ? between(rows) : null;
        this.inverse = dual ? null : RowAlgebra.toFloats(factor.inverse());
    }

    private float[][] between(FitRows rows) {
        double[][] whitened = RowAlgebra.transpose(rows.x());
        factor.forward(whitened);
        double[][] gram = new double[rows.size()][rows.size()];
        RowAlgebra.addGram(1, whitened, gram);
        RowAlgebra.mirror(gram);
        return RowAlgebra.toFloats(gram);
    }

    /** X Q Xᵀ B for {@code b} [N, q]. */
    float[][] logits(float[][] b) {
        int q = b[0].length;
        float[][] logits = new float[x.length][q];
        if (between != null) {
            RowAlgebra.product(between, b, logits);
            return logits;
        }
        float[][] sums = new float[inverse.length][q];
        RowAlgebra.product(transposed, b, sums);
        float[][] weights = new float[inverse.length][q];
        RowAlgebra.product(inverse, sums, weights);
        RowAlgebra.product(x, weights, logits);
        return logits;
    }

    /** Q Xᵀ B, [D, q], in double precision. */
    double[][] weights(float[][] b) {
        double[][] sums = new double[transposed.length][b[0].length];
        double[][] wide = new double[b.length][];
        double[][] columns = new double[transposed.length][];
        for (int row = 0; row < b.length; row++) {
            wide[row] = FitRows.toDoubles(b[row]);
        }
        for (int i = 0; i < columns.length; i++) {
            columns[i] = FitRows.toDoubles(transposed[i]);
        }
        RowAlgebra.product(columns, wide, sums);
        factor.solve(sums);
        return sums;
    }
}
