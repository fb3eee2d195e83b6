package io.clipstream.adapter;

/** Softmax of a row of logits. */
final class Softmax {
    private Softmax() {}

    /** Replaces {@code length} logits by their probabilities; StrictMath, so that they are the same on every machine. */
    static void apply(float[] logits, int from, int length) {
        float highest = Float.NEGATIVE_INFINITY;
        for (int c = from; c < from + length; c++) {
            highest = Math.max(highest, logits[c]);
        }
        double sum = 0;
        for (int c = from; c < from + length; c++) {
            double raised = StrictMath.exp((double) logits[c] - highest);
            logits[c] = (float) raised;
            sum += raised;
        }
        for (int c = from; c < from + length; c++) {
            logits[c] = (float) (logits[c] / sum);
        }
    }

    /** The cross-entropy of a row of logits against its label. */
    static double crossEntropy(float[] logits, int label) {
        float highest = Float.NEGATIVE_INFINITY;
        for (float logit : logits) {
            highest = Math.max(highest, logit);
        }
        double sum = 0;
        for (float logit : logits) {
            // What is farther below changes the sum by less than a float shows.
            if (logit > highest - 20) {
                sum += StrictMath.exp((double) logit - highest);
            }
        }
        return StrictMath.log(sum) + highest - logits[label];
    }
}
