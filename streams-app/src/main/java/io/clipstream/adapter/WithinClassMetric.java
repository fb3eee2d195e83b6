package io.clipstream.adapter;

import java.util.Arrays;

/**
 * τ S, what the metric residual's penalty measures weights by: how images vary within classes.
 *
 * <p>S = (Σ_c within-class scatter + 30 S_t + D t I) / (df + 30), df = max(0, Σw − classes seen), t = tr(scatter + 30 S_t) /
 * (D (df + 30)), τ = 1 + Σw / classes seen. S_t = E[x xᵀ] over the unlabelled sample, or over the rows themselves.
 *
 * @param scaled upper triangle of τ S, [D, D]
 */
record WithinClassMetric(double[][] scaled) {
    private static final double PRIOR = 30;

    /** For at least one row; {@code secondMoment} is the sample's E[x xᵀ] (upper triangle), null to use the rows' own. */
    static WithinClassMetric of(FitRows rows, double[][] secondMoment) {
        int dimension = rows.x()[0].length;
        double total = rows.totalWeight();
        int seen = rows.seen().length;
        double[][] sum = new double[dimension][dimension];
        RowAlgebra.addGram(1, rows.rooted(1), sum);
        double[][] metric = new double[dimension][];
        double own = secondMoment == null ? 1 + PRIOR / total : 1;
        for (int i = 0; i < dimension; i++) {
            metric[i] = sum[i].clone();
            RowAlgebra.scale(metric[i], own);
            if (secondMoment != null) {
                RowAlgebra.add(PRIOR, secondMoment[i], metric[i], 0);
            }
        }
        RowAlgebra.addGram(-1, rootedMeans(rows), metric);
        double freedom = Math.max(0, total - seen) + PRIOR;
        double trace = 0;
        for (int i = 0; i < dimension; i++) {
            trace += metric[i][i];
        }
        double tau = 1 + total / seen;
        for (int i = 0; i < dimension; i++) {
            // D t = tr / (df + 30)
            metric[i][i] += trace / freedom;
            RowAlgebra.scale(metric[i], tau / freedom);
        }
        return new WithinClassMetric(metric);
    }

    /** The mean of each class seen, times the root of the class's weight. */
    private static double[][] rootedMeans(FitRows rows) {
        double[][] means = new double[rows.classes()][];
        double[] weights = new double[rows.classes()];
        for (int row = 0; row < rows.size(); row++) {
            int label = rows.labels()[row];
            if (means[label] == null) {
                means[label] = new double[rows.x()[row].length];
            }
            RowAlgebra.add(rows.weights()[row], rows.x()[row], means[label], 0);
            weights[label] += rows.weights()[row];
        }
        for (int c = 0; c < means.length; c++) {
            if (means[c] != null) {
                RowAlgebra.scale(means[c], 1 / Math.sqrt(weights[c]));
            }
        }
        return Arrays.stream(means).filter(mean -> mean != null).toArray(double[][]::new);
    }
}
