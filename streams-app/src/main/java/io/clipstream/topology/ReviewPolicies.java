package io.clipstream.topology;

import io.clipstream.schemas.ScoringLimits;
import io.clipstream.schemas.ScoringPolicy;
import io.clipstream.scoring.ReviewPolicy;

/** Makes what scorers go by from a task's policy and what was computed for it. */
public final class ReviewPolicies {
    private ReviewPolicies() {}

    /**
     * The policy of a version.
     *
     * @param limits what follows from labels; null where the policy has no target precision
     */
    public static ReviewPolicy of(ScoringPolicy policy, ScoringLimits limits) {
        return new ReviewPolicy(
                policy.getTop(),
                policy.getReviewMargin(),
                policy.getAuditShare(),
                policy.getTargetPrecision(),
                limits == null ? null : limits.getAcceptThreshold(),
                policy.getNoveltyShare() > 0,
                policy.getReviewPerHour());
    }
}
