package io.clipstream.adapter;

/**
 * The shots of a fit in double precision, in the order of the support set.
 *
 * @param x features [n, d] row by row
 * @param labels class of each row
 * @param weights weight of each row, above 0
 * @param n rows
 * @param d dimension
 * @param k classes
 */
record WeighedRows(double[] x, int[] labels, double[] weights, int n, int d, int k) {
    static WeighedRows of(TrainingInput input) {
        SupportSet support = input.support();
        int n = support.size();
        int d = input.head().dimension();
        double[] x = new double[n * d];
        double[] weights = new double[n];
        for (int row = 0; row < n; row++) {
            Shot shot = support.shots().get(row);
            weights[row] = shot.weight();
            for (int i = 0; i < d; i++) {
                x[row * d + i] = shot.feature()[i];
            }
        }
        return new WeighedRows(x, support.labels(), weights, n, d, input.head().classes());
    }

    /** Total weight of each class; 0 for one without an example. */
    double[] classWeights() {
        double[] sums = new double[k];
        for (int row = 0; row < n; row++) {
            sums[labels[row]] += weights[row];
        }
        return sums;
    }

    /** 1 for each class with an example, else 0. */
    float[] seen() {
        float[] seen = new float[k];
        for (int label : labels) {
            seen[label] = 1;
        }
        return seen;
    }

    /** x M, [n, q], for a matrix [d, q]. */
    double[] times(double[] matrix, int q) {
        return DoubleMatrices.transposeTimes(DoubleMatrices.transpose(x, n, d), matrix, d, n, q);
    }

    /** Zero-shot logits s · x Tᵀ, [n, k]; all 0 without texts. */
    double[] zeroShotLogits(ClassHead head) {
        double[] columns = new double[d * k];
        for (int c = 0; c < k; c++) {
            for (int i = 0; i < d; i++) {
                columns[i * k + c] = (double) head.logitScale() * head.text().values()[c * d + i];
            }
        }
        return times(columns, k);
    }
}
