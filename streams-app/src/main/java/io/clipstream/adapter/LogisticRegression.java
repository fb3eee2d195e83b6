package io.clipstream.adapter;

import java.util.stream.IntStream;

/**
 * Multinomial logistic regression on top of given logits: min Σ w_i CE(o_i + x_i V + b, y_i) + ½ Σ_c penalty_c |V_c|².
 *
 * <p>The softmax runs over the classes that have an example; the others keep V_c = 0 and b_c = 0. The intercept b is not
 * penalised. Solved by {@link Lbfgs} from 0 until no entry of the gradient is above 1e-5, in at most 1,000 iterations.
 * Deterministic; owned by one thread.
 */
final class LogisticRegression {
    private static final double TOLERANCE = 1e-5;
    private static final int ITERATIONS = 1000;

    private final WeighedRows rows;
    private final int[] fitted;
    private final double[] offsets;
    private final int[] targets;
    private final double[] penalties;
    private final boolean intercept;
    private final double[][] x;
    private final double[][] columns;
    private final double[][] residuals;
    private final double[][] products;
    private final double[][] point;

    /**
     * Prepares.
     *
     * @param offsets o, [n, k]
     * @param penalties of each class, [k], above 0
     */
    LogisticRegression(WeighedRows rows, double[] offsets, double[] penalties, boolean intercept) {
        this.rows = rows;
        this.intercept = intercept;
        float[] seen = rows.seen();
        this.fitted = IntStream.range(0, rows.k()).filter(c -> seen[c] == 1).toArray();
        int[] place = new int[rows.k()];
        for (int c = 0; c < fitted.length; c++) {
            place[fitted[c]] = c;
        }
        this.offsets = new double[rows.n() * fitted.length];
        this.targets = new int[rows.n()];
        for (int row = 0; row < rows.n(); row++) {
            targets[row] = place[rows.labels()[row]];
            for (int c = 0; c < fitted.length; c++) {
                this.offsets[row * fitted.length + c] = offsets[row * rows.k() + fitted[c]];
            }
        }
        this.penalties = IntStream.of(fitted).mapToDouble(c -> penalties[c]).toArray();
        this.x = new double[rows.n()][rows.d()];
        copy(rows.x(), x);
        this.columns = new double[rows.d()][rows.n()];
        copy(DoubleMatrices.transpose(rows.x(), rows.n(), rows.d()), columns);
        this.residuals = new double[rows.n()][fitted.length];
        this.products = new double[rows.d()][fitted.length];
        this.point = new double[rows.d()][fitted.length];
    }

    /**
     * What was fitted.
     *
     * @param weights V [d, k]
     * @param bias b [k]
     */
    record Weights(double[] weights, double[] bias) {}

    Weights fit() {
        int q = fitted.length;
        int d = rows.d();
        // V row by row, and the intercept as its last row.
        double[] best = new double[(d + 1) * q];
        if (q > 0) {
            Lbfgs.minimise(this::objective, best, TOLERANCE, ITERATIONS);
        }
        double[] weights = new double[d * rows.k()];
        double[] bias = new double[rows.k()];
        for (int c = 0; c < q; c++) {
            for (int i = 0; i < d; i++) {
                weights[i * rows.k() + fitted[c]] = best[i * q + c];
            }
            bias[fitted[c]] = best[d * q + c];
        }
        return new Weights(weights, bias);
    }

    private double objective(double[] at, double[] gradient) {
        int q = fitted.length;
        int d = rows.d();
        copy(at, point);
        RowAlgebra.product(x, point, residuals);
        double value = 0;
        double[] biasGradient = new double[q];
        for (int row = 0; row < rows.n(); row++) {
            value += residual(residuals[row], row, at);
            RowAlgebra.add(1, residuals[row], biasGradient, 0);
        }
        RowAlgebra.product(columns, residuals, products);
        for (int i = 0; i < d; i++) {
            for (int c = 0; c < q; c++) {
                double weight = point[i][c];
                value += 0.5 * penalties[c] * weight * weight;
                gradient[i * q + c] = products[i][c] + penalties[c] * weight;
            }
        }
        for (int c = 0; c < q; c++) {
            gradient[d * q + c] = intercept ? biasGradient[c] : 0;
        }
        return value;
    }

    /** Turns x V of a row into w (softmax − onehot) in place; returns its loss. */
    private double residual(double[] values, int row, double[] at) {
        int q = fitted.length;
        double highest = Double.NEGATIVE_INFINITY;
        for (int c = 0; c < q; c++) {
            values[c] += offsets[row * q + c] + at[rows.d() * q + c];
            highest = Math.max(highest, values[c]);
        }
        double own = values[targets[row]] - highest;
        double sum = 0;
        for (int c = 0; c < q; c++) {
            values[c] = StrictMath.exp(values[c] - highest);
            sum += values[c];
        }
        double weight = rows.weights()[row];
        RowAlgebra.scale(values, weight / sum);
        values[targets[row]] -= weight;
        return weight * (StrictMath.log(sum) - own);
    }

    /** As many rows as {@code to} has. */
    private static void copy(double[] from, double[][] to) {
        for (int row = 0; row < to.length; row++) {
            System.arraycopy(from, row * to[row].length, to[row], 0, to[row].length);
        }
    }
}
