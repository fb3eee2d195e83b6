package io.clipstream.adapter;

import java.util.Arrays;
import java.util.List;

/**
 * Labelled rows as the metric residual's fit reads them; never changed once made.
 *
 * @param x [N, D], rows of length 1, in the order of their ids
 * @param labels class of each row
 * @param weights how far each label is trusted, above 0 to 1
 * @param classes number of classes K
 */
record FitRows(double[][] x, int[] labels, double[] weights, int classes) {
    /** The shots with their own weights. */
    static FitRows of(SupportSet support, int classes) {
        List<Shot> shots = support.shots();
        double[][] x = new double[shots.size()][];
        double[] weights = new double[x.length];
        for (int row = 0; row < x.length; row++) {
            x[row] = toDoubles(shots.get(row).feature());
            weights[row] = shots.get(row).weight();
        }
        return new FitRows(x, support.labels(), weights, classes);
    }

    static double[] toDoubles(float[] values) {
        double[] doubles = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            doubles[i] = values[i];
        }
        return doubles;
    }

    FitRows withWeights(double[] others) {
        return new FitRows(x, labels, others, classes);
    }

    /** Some of the rows. */
    FitRows only(int[] rows) {
        double[][] chosen = new double[rows.length][];
        int[] theirLabels = new int[rows.length];
        double[] theirWeights = new double[rows.length];
        for (int i = 0; i < rows.length; i++) {
            chosen[i] = x[rows[i]];
            theirLabels[i] = labels[rows[i]];
            theirWeights[i] = weights[rows[i]];
        }
        return new FitRows(chosen, theirLabels, theirWeights, classes);
    }

    /** The rows times the roots of {@code factor} times their weights. */
    double[][] rooted(double factor) {
        double[][] rooted = new double[x.length][];
        for (int row = 0; row < x.length; row++) {
            rooted[row] = x[row].clone();
            RowAlgebra.scale(rooted[row], Math.sqrt(factor * weights[row]));
        }
        return rooted;
    }

    int size() {
        return x.length;
    }

    /** The classes that have a row, ascending. */
    int[] seen() {
        return Arrays.stream(labels).distinct().sorted().toArray();
    }

    /** Rows of each class, [K]. */
    int[] counts() {
        int[] counts = new int[classes];
        for (int label : labels) {
            counts[label]++;
        }
        return counts;
    }

    double totalWeight() {
        return Arrays.stream(weights).sum();
    }
}
