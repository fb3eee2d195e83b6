package io.clipstream.app.letters;

import java.util.Map;
import java.util.Set;

/**
 * What a replay did.
 *
 * @param counts letters by outcome
 * @param left letters beyond the most that one run takes
 * @param unknown ids that were asked for and are no letters
 * @param stopped whether it was stopped before its end
 */
public record ReplayReport(Map<ReplayOutcome, Integer> counts, int left, Set<LetterId> unknown, boolean stopped) {
    public ReplayReport {
        counts = Map.copyOf(counts);
        unknown = Set.copyOf(unknown);
    }

    /** How many had this outcome. */
    public int count(ReplayOutcome outcome) {
        return counts.getOrDefault(outcome, 0);
    }

    /** Whether nothing that was asked for is left undone but what had been done before. */
    public boolean isComplete() {
        return unknown.isEmpty()
                && !stopped
                && count(ReplayOutcome.TOO_MANY_ATTEMPTS) == 0
                && count(ReplayOutcome.NOT_REPLAYABLE) == 0
                && count(ReplayOutcome.GONE) == 0
                && count(ReplayOutcome.FAILED) == 0;
    }
}
