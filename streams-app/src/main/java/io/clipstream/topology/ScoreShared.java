package io.clipstream.topology;

/**
 * What the partitions of one process share on their way through the score topology; safe for use by many threads.
 *
 * @param memory what they may hold together
 * @param gate stops intake where the device is slow
 */
record ScoreShared(InFlightMemory memory, ScoreGate gate, ThreadLocal<InFlightBudget> budgets) {
    static ScoreShared of(ScoreSettings settings, ScoreGate gate) {
        return new ScoreShared(
                new InFlightMemory(2 * settings.maxInFlight(), settings.maxHeldBytes()),
                gate,
                ThreadLocal.withInitial(() -> new InFlightBudget(settings.intakeDeadline())));
    }

    /** Tasks of one stream thread share its transaction, so they share the time that they may block it. */
    InFlightBudget budget() {
        return budgets.get();
    }
}
