package io.clipstream.loadtest.fuzz;

/**
 * A record that was sent.
 *
 * @param how what was done to it, for a person
 * @param keyHash of the key's bytes
 * @param valueHash of the value's bytes
 * @param fate what may become of it beside a dead letter
 * @param trace by which that is found: a correction's or a command's; empty for others
 */
record Sent(Place place, String how, int keyHash, int valueHash, Fate fate, String trace) {
    /** Ends that leave no dead letter. */
    enum Fate {
        /** A prediction. */
        SCORED,
        /** A prediction, and nothing else is right: it is good, and so is its task. */
        NEIGHBOUR,
        /** A word in collect's state, as {@link #trace} names it. */
        WORD,
        /** An entry in retrain's list of commands, or select's mark in the buffer, as {@link #trace} names it. */
        COMMAND,
        /** It can be read, so it may have been taken in. */
        TAKEN,
        /** None: it cannot be read. */
        NONE
    }

    /** Where a record lies. */
    record Place(String topic, int partition, long offset) {}
}
