package io.clipstream.adapter;

import java.util.Arrays;

/**
 * What out-of-fold scores say of a learner: how sharp its logits should be, and which labels are probably wrong.
 *
 * <p>A label is taken to be wrong with probability ε, and then to be any class. β and ε maximise the likelihood of the rows'
 * labels out of fold; a row's weight is the probability that its label is right, in classes with at least 3 labels.
 *
 * @param beta inverse temperature β, 0.5 to 4
 * @param noise share of wrong labels ε, 0 to 1
 * @param weights of the rows, [N], 0.02 to 1
 */
record Calibration(double beta, double noise, double[] weights) {
    private static final int LEAST_ROWS = 5;
    private static final int LEAST_LABELS = 3;
    private static final int ROUNDS = 30;
    private static final double FIRST_NOISE = 0.05;
    private static final double LEAST_WEIGHT = 0.02;
    /** β is searched among 2^(−2 + i/8), i from 0 to 56, and kept within those from 8 to 32: 0.5 to 4. */
    private static final int HIGHEST = 56;

    private static final int LEAST_KEPT = 8;
    private static final int HIGHEST_KEPT = 32;

    /** What is assumed without evidence: logits as they are, every label right. */
    static Calibration none(int rows) {
        double[] weights = new double[rows];
        Arrays.fill(weights, 1);
        return new Calibration(1, 0, weights);
    }

    /** From logits of each row by a fit without it, given the labels [N] and the number of classes K. */
    static Calibration of(HeldOutLogits heldOut, int[] labels, int classes) {
        Calibration none = none(labels.length);
        if (heldOut.size() < LEAST_ROWS) {
            return none;
        }
        double beta = sharpness(heldOut, 0, classes, 0, HIGHEST);
        beta = Math.min(Math.max(beta, grid(LEAST_KEPT)), grid(HIGHEST_KEPT));
        double noise = noise(heldOut.ownProbabilities(beta), heldOut.size(), classes);
        beta = sharpness(heldOut, noise, classes, LEAST_KEPT, HIGHEST_KEPT);
        double[] wrong = wrong(heldOut.ownProbabilities(beta), noise, classes);
        return new Calibration(beta, noise, weights(wrong, labels, classes));
    }

    private static double grid(int i) {
        return StrictMath.pow(2, -2 + i / 8.0);
    }

    /** The β of the grid that minimises −Σ ln((1 − ε) π + ε / K) + ½ ln² β. */
    private static double sharpness(HeldOutLogits heldOut, double noise, int classes, int from, int to) {
        double best = 1;
        double least = Double.POSITIVE_INFINITY;
        for (int i = from; i <= to; i++) {
            double beta = grid(i);
            double log = StrictMath.log(beta);
            double loss = log * log / 2;
            for (double own : heldOut.ownProbabilities(beta)) {
                if (!Double.isNaN(own)) {
                    // A probability that underflowed is as bad as it gets, but not infinitely: β could not be compared.
                    loss -= StrictMath.log(Math.max((1 - noise) * own + noise / classes, Double.MIN_NORMAL));
                }
            }
            if (loss < least) {
                least = loss;
                best = beta;
            }
        }
        return best;
    }

    private static double noise(double[] own, int usable, int classes) {
        double noise = FIRST_NOISE;
        for (int round = 0; round < ROUNDS; round++) {
            double sum = 0;
            for (double wrong : wrong(own, noise, classes)) {
                sum += wrong;
            }
            noise = (sum + 1) / (usable + 20);
        }
        return noise;
    }

    /** The probability q of each row that its label is wrong; 0 for rows that cannot be used. */
    private static double[] wrong(double[] own, double noise, int classes) {
        double[] wrong = new double[own.length];
        double chance = noise / classes;
        for (int row = 0; row < wrong.length; row++) {
            wrong[row] = Double.isNaN(own[row]) ? 0 : chance / (chance + (1 - noise) * own[row]);
        }
        return wrong;
    }

    private static double[] weights(double[] wrong, int[] labels, int classes) {
        int[] counts = new int[classes];
        for (int label : labels) {
            counts[label]++;
        }
        double[] weights = new double[wrong.length];
        for (int row = 0; row < weights.length; row++) {
            weights[row] = counts[labels[row]] < LEAST_LABELS ? 1 : Math.max(LEAST_WEIGHT, 1 - wrong[row]);
        }
        return weights;
    }
}
