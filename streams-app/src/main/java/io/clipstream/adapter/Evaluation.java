package io.clipstream.adapter;

/** Judges probabilities against labels. */
public final class Evaluation {
    private Evaluation() {}

    /** Share of rows of {@code probabilities} [N, K] whose most probable class is the label, in [0, 1]; NaN for none. */
    public static double accuracy(float[] probabilities, int classes, int[] labels) {
        int right = 0;
        for (boolean correct : correct(probabilities, classes, labels)) {
            right += correct ? 1 : 0;
        }
        return labels.length == 0 ? Double.NaN : (double) right / labels.length;
    }

    /** For each row of {@code probabilities} [N, K] whether its most probable class is the label. */
    public static boolean[] correct(float[] probabilities, int classes, int[] labels) {
        boolean[] correct = new boolean[labels.length];
        for (int row = 0; row < labels.length; row++) {
            correct[row] = mostProbable(probabilities, row, classes) == labels[row];
        }
        return correct;
    }

    /** The most probable class of a row of {@code probabilities} [N, K]; the first of equals. */
    public static int mostProbable(float[] probabilities, int row, int classes) {
        int best = 0;
        for (int c = 1; c < classes; c++) {
            if (probabilities[row * classes + c] > probabilities[row * classes + best]) {
                best = c;
            }
        }
        return best;
    }
}
