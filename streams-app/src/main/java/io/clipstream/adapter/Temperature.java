package io.clipstream.adapter;

/**
 * Fits the one factor β by which a method's logits have to be multiplied so that its probabilities say how often it is right
 * (temperature scaling: Guo et al., "On Calibration of Modern Neural Networks", 2017).
 *
 * <p>β minimises Σ w NLL + ½ ln² β over 57 geometric points in [0.25, 32], then clamped to [0.5, 4]: the prior keeps it at 1
 * where there is little to see. Temperature leaves every ranking, and so accuracy, as it is.
 */
public final class Temperature {
    private static final int POINTS = 57;
    private static final double LOWEST = 0.25;
    private static final double HIGHEST = 32;
    private static final double LEAST = 0.5;
    private static final double MOST = 4;
    private static final double FLOOR = 1e-12;

    private Temperature() {}

    /**
     * The factor.
     *
     * @param probabilities [N, K] row by row, of rows that the method has not learned from
     * @param labels [N], classes
     * @param weights [N], positive, or null for all 1
     */
    public static double fit(float[] probabilities, int classes, int[] labels, double[] weights) {
        double[] logs = new double[probabilities.length];
        for (int i = 0; i < logs.length; i++) {
            logs[i] = StrictMath.log(Math.max(probabilities[i], FLOOR));
        }
        double best = 1;
        double lowest = Double.POSITIVE_INFINITY;
        for (int point = 0; point < POINTS; point++) {
            double beta = LOWEST * StrictMath.pow(HIGHEST / LOWEST, (double) point / (POINTS - 1));
            double loss = loss(logs, classes, labels, weights, beta);
            if (loss < lowest) {
                lowest = loss;
                best = beta;
            }
        }
        return Math.max(LEAST, Math.min(MOST, best));
    }

    static double loss(double[] logs, int classes, int[] labels, double[] weights, double beta) {
        double logBeta = StrictMath.log(beta);
        double loss = logBeta * logBeta / 2;
        for (int row = 0; row < labels.length; row++) {
            double highest = Double.NEGATIVE_INFINITY;
            for (int c = 0; c < classes; c++) {
                highest = Math.max(highest, logs[row * classes + c]);
            }
            double sum = 0;
            for (int c = 0; c < classes; c++) {
                sum += Exp.of(beta * (logs[row * classes + c] - highest));
            }
            double own = beta * (logs[row * classes + labels[row]] - highest);
            loss += (weights == null ? 1 : weights[row]) * (StrictMath.log(sum) - own);
        }
        return loss;
    }

    /** Multiplies the logits behind the first {@code rows} of {@code probabilities} [rows, K] by β, in place. */
    public static void apply(float[] probabilities, int rows, int classes, double beta) {
        if (beta == 1) {
            return;
        }
        double[] powers = new double[classes];
        for (int row = 0; row < rows; row++) {
            int from = row * classes;
            double highest = 0;
            for (int c = 0; c < classes; c++) {
                highest = Math.max(highest, probabilities[from + c]);
            }
            double sum = 0;
            for (int c = 0; c < classes; c++) {
                powers[c] = Exp.of(beta * StrictMath.log(probabilities[from + c] / highest));
                sum += powers[c];
            }
            for (int c = 0; c < classes; c++) {
                probabilities[from + c] = (float) (powers[c] / sum);
            }
        }
    }
}
