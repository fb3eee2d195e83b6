package io.clipstream.adapter;

import java.util.Arrays;

/**
 * A fitted metric residual that takes in one example after another without a refit; used by one thread at a time.
 *
 * <p>P = (τ S + Σ c_i x_i x_iᵀ)⁻¹ with c_i = max(p_y (1 − p_y), 0.001) stands for the inverse curvature around the fit. For a
 * new (x, y): a = xᵀ P x; r solves r = onehot(y) − softmax(z + a r) by 12 halved steps; V += P x rᵀ, and P loses the new
 * row's part by Sherman and Morrison's formula. Only classes that have examples move; the others, where they have texts, are
 * rivals that stay where they are.
 */
final class RankOneUpdates {
    private static final double LEAST_CURVATURE = 0.001;
    private static final int ROUNDS = 12;

    private final double[][] weights;
    private final double[] offsets;
    private final boolean[] seen;
    private final double[][] inverse;

    /** After a fit on these rows, at least one; {@code model} is copied. */
    RankOneUpdates(MetricResidualModel model, FitRows rows, WithinClassMetric metric) {
        this.weights = Arrays.stream(model.weights()).map(double[]::clone).toArray(double[][]::new);
        this.offsets = model.offsets();
        this.seen = new boolean[offsets.length];
        for (int label : rows.labels()) {
            seen[label] = true;
        }
        double[][] curved = new double[rows.size()][];
        for (int row = 0; row < curved.length; row++) {
            double[] probabilities = logits(rows.x()[row]);
            Exp.softmax(probabilities);
            curved[row] = rows.x()[row].clone();
            RowAlgebra.scale(curved[row], Math.sqrt(curvature(probabilities[rows.labels()[row]])));
        }
        double[][] sum = Arrays.stream(metric.scaled()).map(double[]::clone).toArray(double[][]::new);
        RowAlgebra.addGram(1, curved, sum);
        this.inverse = new Cholesky(sum).inverse();
    }

    /** Takes in an example of a class that has one already. */
    void add(double[] x, int label) {
        double[] direction = new double[x.length];
        RowAlgebra.addRows(x, 1, inverse, 0, x.length, direction, 0);
        double reach = RowAlgebra.dot(x, direction);
        double[] z = logits(x);
        double[] residual = new double[z.length];
        double[] probabilities = z.clone();
        for (int round = 0; round <= ROUNDS; round++) {
            System.arraycopy(z, 0, probabilities, 0, z.length);
            RowAlgebra.add(reach, residual, probabilities, 0);
            Exp.softmax(probabilities);
            for (int c = 0; c < z.length; c++) {
                double target = (c == label ? 1 : 0) - probabilities[c];
                double next = round == 0 ? target : (residual[c] + target) / 2;
                residual[c] = seen[c] ? next : 0;
            }
        }
        for (int i = 0; i < x.length; i++) {
            RowAlgebra.add(direction[i], residual, weights[i], 0);
        }
        System.arraycopy(z, 0, probabilities, 0, z.length);
        RowAlgebra.add(reach, residual, probabilities, 0);
        Exp.softmax(probabilities);
        double curvature = curvature(probabilities[label]);
        double share = curvature / (1 + curvature * reach);
        for (int i = 0; i < x.length; i++) {
            RowAlgebra.add(-share * direction[i], direction, inverse[i], 0);
        }
    }

    /** The model as it is now, with this calibration; a copy is made where it is turned into an artifact. */
    MetricResidualModel model(Calibration calibration) {
        return new MetricResidualModel(weights, offsets, calibration);
    }

    private static double curvature(double own) {
        return Math.max(own * (1 - own), LEAST_CURVATURE);
    }

    /** z of one row, without β. */
    private double[] logits(double[] x) {
        double[] z = offsets.clone();
        RowAlgebra.addRows(x, 1, weights, 0, x.length, z, 0);
        return z;
    }
}
