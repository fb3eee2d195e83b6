package io.clipstream.scoring;

/** Why a prediction is not accepted; the first that applies is told, the most instructive for a labeller first. */
public enum Doubt {
    /** Far from every example of the predicted class. */
    NOVELTY,
    /** The two best classes are close. */
    MARGIN,
    /** Less probable than the target precision asks for. */
    CONFIDENCE,
    /** There is a target precision, and nothing is known to reach it. */
    UNPROVEN;

    /**
     * The doubt about a prediction, a pure function of it and of the version's policy, so that a replay decides the same.
     *
     * @param confidence probability of the predicted class
     * @param margin from that to the second-best
     * @param novelty distance from the predicted class's examples as a share of their radius; NaN where unknown
     * @return null where there is none, so that it is accepted
     */
    public static Doubt of(float confidence, float margin, float novelty, ReviewPolicy policy) {
        if (policy.novelty() && novelty > 1) {
            return NOVELTY;
        }
        if (margin < policy.reviewMargin()) {
            return MARGIN;
        }
        if (policy.targetPrecision() == null) {
            return null;
        }
        if (policy.acceptThreshold() == null) {
            return UNPROVEN;
        }
        return confidence < policy.acceptThreshold() ? CONFIDENCE : null;
    }

    /** Whether a labeller learns more from such an image than from most: the budget goes to these first. */
    public boolean isInstructive() {
        return this == NOVELTY || this == MARGIN;
    }
}
