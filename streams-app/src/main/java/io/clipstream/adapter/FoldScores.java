package io.clipstream.adapter;

import java.util.List;

/**
 * The loss of each candidate setting on shots that were not fitted, fold by fold; owned by one thread.
 *
 * <p>Cross-entropy and not the share of right answers, in which a few shots leave many ties. Only shots of classes with at
 * least {@value #MINIMUM_SHOTS} shots speak, and only from {@value #MINIMUM_ROWS} such shots on: a class of which a fold takes
 * all or most makes whatever is learned from examples look worse than it is.
 */
final class FoldScores {
    static final int MINIMUM_SHOTS = 4;
    static final int MINIMUM_ROWS = 10;

    /** For {@link #best}: no fold is left out. */
    static final int ALL = -1;

    private final double[][] losses;

    FoldScores(int candidates) {
        this.losses = new double[candidates][OutOfFold.FOLDS];
    }

    /** Whether each shot may speak, in the order of the shots; all false where there are too few. */
    static boolean[] eligible(SupportSet support, int classes) {
        int[] counts = new int[classes];
        for (Shot shot : support.shots()) {
            counts[shot.label()]++;
        }
        List<Shot> shots = support.shots();
        boolean[] eligible = new boolean[shots.size()];
        int rows = 0;
        for (int row = 0; row < eligible.length; row++) {
            eligible[row] = counts[shots.get(row).label()] >= MINIMUM_SHOTS;
            rows += eligible[row] ? 1 : 0;
        }
        return rows >= MINIMUM_ROWS ? eligible : new boolean[eligible.length];
    }

    /** Adds a shot's weighted cross-entropy to a candidate's. */
    void add(int candidate, int fold, double loss) {
        losses[candidate][fold] += loss;
    }

    /** The candidate of the lowest loss over all folds but one, the first of equals. */
    int best(int exceptFold) {
        int best = 0;
        double lowest = Double.POSITIVE_INFINITY;
        for (int candidate = 0; candidate < losses.length; candidate++) {
            double sum = 0;
            for (int fold = 0; fold < OutOfFold.FOLDS; fold++) {
                sum += fold == exceptFold ? 0 : losses[candidate][fold];
            }
            if (sum < lowest) {
                lowest = sum;
                best = candidate;
            }
        }
        return best;
    }
}
