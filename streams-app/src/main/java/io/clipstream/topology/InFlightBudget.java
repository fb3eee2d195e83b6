package io.clipstream.topology;

import java.time.Duration;

/**
 * How long a stream thread was blocked since it last came round to its punctuators, where it also commits.
 *
 * <p>Shared by the tasks of one stream thread and touched by it alone: they share its transaction and its poll interval.
 */
final class InFlightBudget {
    private final long deadlineNanos;
    private long blockedNanos;

    InFlightBudget(Duration deadline) {
        this.deadlineNanos = deadline.toNanos();
    }

    void spend(long nanos) {
        blockedNanos += nanos;
    }

    boolean isSpent() {
        return blockedNanos > deadlineNanos;
    }

    void renew() {
        blockedNanos = 0;
    }
}
