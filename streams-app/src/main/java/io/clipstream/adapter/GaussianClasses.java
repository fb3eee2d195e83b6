package io.clipstream.adapter;

/**
 * Gaussian classes of one covariance: scores x A + b of the classes, relative to a class at the mean of all rows; immutable.
 *
 * <p>With m the mean of all rows and μ_c that of a class: A_c = P (μ_c − m), b_c = −m·A_c − ½ (μ_c − m)·A_c, so that a class
 * without an example scores 0. P = D (S + (tr S / (n − 1)) I)⁻¹ with S the scatter within classes, the shrunk estimate of
 * Kubokawa and Srivastava, "Estimation of the precision matrix of a singular Wishart distribution", 2008. Where no class has
 * two examples S is the scatter about m. Rows count by their weight.
 *
 * @param weights A [d, k]
 * @param bias b [k]
 */
record GaussianClasses(double[] weights, double[] bias) {
    static GaussianClasses of(WeighedRows rows) {
        int d = rows.d();
        int k = rows.k();
        double[] classWeights = rows.classWeights();
        double[] mean = new double[d];
        double[] means = means(rows, classWeights, mean);
        double total = 0;
        for (double weight : classWeights) {
            total += weight;
        }
        double[] scatter = scatter(rows, means, mean, false);
        if (trace(scatter, d) < 1e-9) {
            scatter = scatter(rows, means, mean, true);
        }
        double trace = trace(scatter, d);
        double[] weights = new double[d * k];
        double[] bias = new double[k];
        if (trace < 1e-9) {
            return new GaussianClasses(weights, bias); // One image, however often: nothing tells classes apart.
        }
        for (int c = 0; c < k; c++) {
            for (int i = 0; i < d && classWeights[c] > 0; i++) {
                weights[i * k + c] = d * (means[c * d + i] - mean[i]);
            }
        }
        ResidualLeastSquares.addToDiagonal(scatter, d, trace / Math.max(1, total - 1));
        DoubleMatrices.solve(scatter, weights, d, k);
        for (int c = 0; c < k; c++) {
            for (int i = 0; i < d && classWeights[c] > 0; i++) {
                bias[c] -= 0.5 * (means[c * d + i] + mean[i]) * weights[i * k + c];
            }
        }
        return new GaussianClasses(weights, bias);
    }

    /** Class means [k, d]; writes the mean of all rows to {@code mean}. */
    private static double[] means(WeighedRows rows, double[] classWeights, double[] mean) {
        int d = rows.d();
        double[] means = new double[rows.k() * d];
        double total = 0;
        for (int row = 0; row < rows.n(); row++) {
            double weight = rows.weights()[row];
            total += weight;
            for (int i = 0; i < d; i++) {
                means[rows.labels()[row] * d + i] += weight * rows.x()[row * d + i];
                mean[i] += weight * rows.x()[row * d + i];
            }
        }
        for (int i = 0; i < d; i++) {
            mean[i] /= total;
            for (int c = 0; c < rows.k(); c++) {
                means[c * d + i] /= classWeights[c] > 0 ? classWeights[c] : 1;
            }
        }
        return means;
    }

    /** Upper triangle of the scatter within classes, or about the mean of all. */
    private static double[] scatter(WeighedRows rows, double[] means, double[] mean, boolean total) {
        int d = rows.d();
        double[] centred = new double[rows.n() * d];
        for (int row = 0; row < rows.n(); row++) {
            double root = Math.sqrt(rows.weights()[row]);
            for (int i = 0; i < d; i++) {
                double centre = total ? mean[i] : means[rows.labels()[row] * d + i];
                centred[row * d + i] = root * (rows.x()[row * d + i] - centre);
            }
        }
        return DoubleMatrices.upperGram(centred, rows.n(), d);
    }

    private static double trace(double[] matrix, int d) {
        double trace = 0;
        for (int i = 0; i < d; i++) {
            trace += matrix[i * d + i];
        }
        return trace;
    }
}
