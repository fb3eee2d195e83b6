package io.clipstream.adapter;

/**
 * Ridge regression V = (XᵀX + λI)⁻¹ XᵀY that takes rows in and out exactly, one at a time, in O(D² + D K); double precision,
 * owned by one thread.
 *
 * <p>P = (XᵀX + λI)⁻¹ follows each row by Sherman and Morrison's formula ("Adjustment of an Inverse Matrix Corresponding to a
 * Change in One Element of a Given Matrix", 1950), and V by recursive least squares (Plackett, "Some Theorems in Least
 * Squares", 1950). The leave-one-out residual is Allen's ("The Relationship between Variable Selection and Data Augmentation
 * and a Method for Prediction", 1974): (y − x V) / (1 − xᵀP x).
 */
public final class RecursiveLeastSquares {
    private final int dimension;
    private final int outputs;
    private final double[] inverse;
    private final double[] weights;

    /** Without rows: P = I / λ and V = 0. */
    public RecursiveLeastSquares(int dimension, int outputs, double lambda) {
        this(dimension, outputs, new double[dimension * dimension], new double[dimension * outputs]);
        ResidualLeastSquares.addToDiagonal(inverse, dimension, 1 / lambda);
    }

    private RecursiveLeastSquares(int dimension, int outputs, double[] inverse, double[] weights) {
        this.dimension = dimension;
        this.outputs = outputs;
        this.inverse = inverse;
        this.weights = weights;
    }

    /**
     * With rows whose V is known already.
     *
     * @param x rows [n, D]
     * @param weights V [D, K] of these rows; taken over
     */
    static RecursiveLeastSquares of(double[] x, int n, int dimension, double[] weights, double lambda) {
        double[] inverse = new double[dimension * dimension];
        ResidualLeastSquares.addToDiagonal(inverse, dimension, 1 / lambda);
        int outputs = weights.length / dimension;
        RecursiveLeastSquares squares = new RecursiveLeastSquares(dimension, outputs, inverse, weights);
        double[] row = new double[dimension];
        for (int i = 0; i < n; i++) {
            System.arraycopy(x, i * dimension, row, 0, dimension);
            double[] gain = squares.gain(row);
            squares.updateInverse(gain, -1 / (1 + dot(row, gain)));
        }
        return squares;
    }

    /** Takes a row in: {@code x} [D] with targets {@code y} [K]. */
    public void add(double[] x, double[] y) {
        double[] gain = gain(x);
        double factor = 1 / (1 + dot(x, gain));
        updateWeights(x, y, gain, factor);
        updateInverse(gain, -factor);
    }

    /**
     * Takes a row out that was taken in before, with the same targets.
     *
     * @throws ArithmeticException if it cannot have been among the rows
     */
    public void remove(double[] x, double[] y) {
        double[] gain = gain(x);
        double factor = 1 / left(x, gain);
        updateWeights(x, y, gain, -factor);
        updateInverse(gain, factor);
    }

    /** Targets less prediction of a row that is among the rows, had it been left out, [K]. */
    public double[] leaveOneOut(double[] x, double[] y) {
        double left = left(x, gain(x));
        double[] residual = residual(x, y);
        for (int c = 0; c < outputs; c++) {
            residual[c] /= left;
        }
        return residual;
    }

    /** V [D, K] row by row; a copy. */
    public double[] weights() {
        return weights.clone();
    }

    /** 1 − xᵀP x, above 0 for every row that is in; at least λ / (λ + |x|²), far above rounding. */
    private static double left(double[] x, double[] gain) {
        double left = 1 - dot(x, gain);
        if (!(left > 0)) {
            throw new ArithmeticException(
                    "a row of leverage " + (1 - left) + " cannot be among the rows, expected below 1");
        }
        return left;
    }

    /** P x. */
    private double[] gain(double[] x) {
        double[] gain = new double[dimension];
        for (int i = 0; i < dimension; i++) {
            double factor = x[i];
            int from = i * dimension;
            for (int j = 0; j < dimension; j++) {
                gain[j] += factor * inverse[from + j];
            }
        }
        return gain;
    }

    private double[] residual(double[] x, double[] y) {
        double[] residual = y.clone();
        for (int i = 0; i < dimension; i++) {
            double factor = -x[i];
            int from = i * outputs;
            for (int c = 0; c < outputs; c++) {
                residual[c] += factor * weights[from + c];
            }
        }
        return residual;
    }

    private void updateWeights(double[] x, double[] y, double[] gain, double factor) {
        double[] residual = residual(x, y);
        for (int i = 0; i < dimension; i++) {
            double share = factor * gain[i];
            int to = i * outputs;
            for (int c = 0; c < outputs; c++) {
                weights[to + c] += share * residual[c];
            }
        }
    }

    private void updateInverse(double[] gain, double factor) {
        for (int i = 0; i < dimension; i++) {
            double share = factor * gain[i];
            int to = i * dimension;
            for (int j = 0; j < dimension; j++) {
                inverse[to + j] += share * gain[j];
            }
        }
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }
}
