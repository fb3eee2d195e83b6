package io.clipstream.scoring;

/**
 * What is done with a task's probabilities.
 *
 * @param top how many classes a prediction lists, from 1
 * @param reviewMargin a smaller margin goes to review, in [0, 1]
 * @param auditShare share of all images that goes to review at random, in [0, 1]
 * @param targetPrecision share right that is asked of what is accepted, in (0, 1); null where none is asked
 * @param acceptThreshold probability from which the target is reached, at least 0; null where there is no target, or
 *     nothing is known to reach it
 * @param novelty whether novel images go to review
 * @param reviewPerHour most images an hour of event time that go to review, from 1; null for no bound
 */
public record ReviewPolicy(
        int top,
        float reviewMargin,
        float auditShare,
        Float targetPrecision,
        Float acceptThreshold,
        boolean novelty,
        Integer reviewPerHour) {
    public ReviewPolicy {
        // Written so that NaN fails too.
        if (top < 1 || !(reviewMargin >= 0 && reviewMargin <= 1) || !(auditShare >= 0 && auditShare <= 1)) {
            throw new IllegalArgumentException("policy wants top from 1 and reviewMargin and auditShare in [0, 1], got "
                    + top + ", " + reviewMargin + ", " + auditShare);
        }
        if (targetPrecision != null && !(targetPrecision > 0 && targetPrecision < 1)) {
            throw new IllegalArgumentException("policy wants targetPrecision in (0, 1), got " + targetPrecision);
        }
        if (acceptThreshold != null && !(acceptThreshold >= 0)) {
            throw new IllegalArgumentException("policy wants acceptThreshold from 0, got " + acceptThreshold);
        }
        if (reviewPerHour != null && reviewPerHour < 1) {
            throw new IllegalArgumentException("policy wants reviewPerHour from 1, got " + reviewPerHour);
        }
    }

    /** A policy without target and budget. */
    public ReviewPolicy(int top, float reviewMargin, float auditShare) {
        this(top, reviewMargin, auditShare, null, null, true, null);
    }
}
