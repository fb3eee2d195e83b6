package io.clipstream.topology;

import io.clipstream.schemas.Decision;
import io.clipstream.schemas.ReviewReason;
import io.clipstream.scoring.Doubt;
import io.clipstream.scoring.Margins;
import io.clipstream.scoring.ReviewPolicy;
import io.clipstream.scoring.ScoreOutcome.Scored;
import java.util.HashMap;
import java.util.Map;

/**
 * Decides which predictions of one partition are accepted and which go to review; belongs to its stream thread.
 *
 * <p>Whether a prediction is accepted is a pure function of it, its version and the policy. The audit sees nothing but the
 * image's id, and its probability nothing but the images before, so audited images are an unbiased sample of the stream
 * whatever the budget does, each weighted by one over its probability. Only who else is reviewed depends on the budget.
 */
final class ReviewDesk {
    private final int partitions;
    private final Map<String, ReviewBudget> budgets = new HashMap<>();

    /** @param partitions of the images topic: each has its part of a task's budget */
    ReviewDesk(int partitions) {
        this.partitions = partitions;
    }

    ReviewRoute route(String imageId, long eventMillis, Scored scored) {
        ReviewPolicy policy = scored.version().policy();
        ReviewBudget budget = budget(scored.version().task(), policy);
        float[] p = scored.probabilities();
        Doubt doubt = Doubt.of(p[Margins.best(p)], Margins.margin(p), scored.novelty(), policy);
        float audit = budget == null ? policy.auditShare() : budget.arrives(eventMillis, policy.auditShare());
        boolean affordable = doubt != null && (budget == null || budget.affords(doubt.isInstructive()));
        // Audit comes first: a sample without the uncertain images would flatter the accuracy measured on it.
        boolean audited = ScoreAudit.draws(imageId, audit);
        if (budget != null && (audited || affordable)) {
            budget.spend();
        }
        float inclusion = affordable ? 1 : audit;
        if (audited) {
            return new ReviewRoute(Decision.REVIEW, ReviewReason.AUDIT, audit, inclusion);
        }
        if (doubt == null) {
            return new ReviewRoute(Decision.ACCEPTED, null, audit, inclusion);
        }
        return new ReviewRoute(affordable ? Decision.REVIEW : Decision.ABSTAINED, reason(doubt), audit, inclusion);
    }

    private ReviewBudget budget(String task, ReviewPolicy policy) {
        if (policy.reviewPerHour() == null) {
            budgets.remove(task);
            return null;
        }
        double perHour = (double) policy.reviewPerHour() / partitions;
        ReviewBudget known = budgets.get(task);
        if (known == null || known.perHour() != perHour) {
            known = new ReviewBudget(perHour);
            budgets.put(task, known);
        }
        return known;
    }

    private static ReviewReason reason(Doubt doubt) {
        return switch (doubt) {
            case NOVELTY -> ReviewReason.NOVELTY;
            case MARGIN -> ReviewReason.MARGIN;
            case CONFIDENCE -> ReviewReason.CONFIDENCE;
            case UNPROVEN -> ReviewReason.UNPROVEN;
        };
    }
}
