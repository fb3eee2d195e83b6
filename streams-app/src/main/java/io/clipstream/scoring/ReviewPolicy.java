package io.clipstream.scoring;

/**
 * What is done with a task's probabilities.
 *
 * @param top how many classes a prediction lists, from 1
 * @param reviewMargin a smaller margin goes to review, in [0, 1]
 * @param auditShare share of all images that goes to review at random, in [0, 1]
 */
public record ReviewPolicy(int top, float reviewMargin, float auditShare) {
    public ReviewPolicy {
        // Written so that NaN fails too.
        if (top < 1 || !(reviewMargin >= 0 && reviewMargin <= 1) || !(auditShare >= 0 && auditShare <= 1)) {
            throw new IllegalArgumentException("policy wants top from 1 and reviewMargin and auditShare in [0, 1], got "
                    + top + ", " + reviewMargin + ", " + auditShare);
        }
    }
}
