package io.clipstream.topology;

import io.clipstream.claim.ImageStore;

/**
 * What the partitions of one process share on their way through the score topology; safe for use by many threads.
 *
 * @param memory what they may hold together
 * @param gate stops intake where the device is slow
 * @param store brings images that are given by their address
 */
record ScoreShared(InFlightMemory memory, ScoreGate gate, ImageStore store, ThreadLocal<InFlightBudget> budgets) {
    static ScoreShared of(ScoreSettings settings, ScoreGate gate, ImageStore store) {
        return new ScoreShared(
                new InFlightMemory(2 * settings.maxInFlight(), settings.maxHeldBytes()),
                gate,
                store,
                ThreadLocal.withInitial(() -> new InFlightBudget(settings.intakeDeadline())));
    }

    /** Tasks of one stream thread share its transaction, so they share the time that they may block it. */
    InFlightBudget budget() {
        return budgets.get();
    }
}
