package io.clipstream.adapter;

/**
 * What a version said of an image that it had not learned from, and what the image shows.
 *
 * @param label class that the label names; {@link #NONE} for "none of these"
 * @param predicted the most probable class
 * @param confidence its probability, in [0, 1]
 * @param weight one over the probability with which the image came to be labelled, up to a common factor; positive
 */
public record JudgedRow(int label, int predicted, double confidence, double weight) {
    /** Label of an image that shows none of the classes: whatever is predicted for it is wrong. */
    public static final int NONE = -1;

    public JudgedRow {
        // Written so that NaN fails too.
        if (!(confidence >= 0 && confidence <= 1 + 1e-3) || !(weight > 0) || Double.isInfinite(weight)) {
            throw new IllegalArgumentException(
                    "a judged row wants confidence in [0, 1] and a positive weight, got " + confidence + ", " + weight);
        }
    }

    /** Whether the prediction is right. */
    public boolean right() {
        return label == predicted;
    }
}
