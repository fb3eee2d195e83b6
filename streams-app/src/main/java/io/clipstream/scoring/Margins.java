package io.clipstream.scoring;

/** Reads the best class and the margin off class probabilities. */
public final class Margins {
    private Margins() {}

    /** Index of the highest of at least one probability; the first of equals. */
    public static int best(float[] probabilities) {
        int best = 0;
        for (int c = 1; c < probabilities.length; c++) {
            if (probabilities[c] > probabilities[best]) {
                best = c;
            }
        }
        return best;
    }

    /** Highest minus second-highest probability, in [0, 1]; 1 where there is one class. */
    public static float margin(float[] probabilities) {
        if (probabilities.length == 1) {
            return 1;
        }
        int best = best(probabilities);
        float second = 0;
        for (int c = 0; c < probabilities.length; c++) {
            if (c != best) {
                second = Math.max(second, probabilities[c]);
            }
        }
        return Math.max(0, Math.min(1, probabilities[best] - second));
    }
}
