package io.clipstream.loadtest.swap;

/**
 * A pointer as it was published.
 *
 * @param offset that the brokers gave it; it orders the pointers of a task
 * @param calledMicros when the commit of its transaction was asked for, on the machine's clock
 * @param committedMicros when the brokers had confirmed it
 */
record Pointer(String task, int version, long offset, Kind kind, long calledMicros, long committedMicros) {
    /** What it asks of the scorers. */
    enum Kind {
        /** To use a version that was never used before. */
        NEW,
        /** To go back to an older version that is still kept. */
        ROLLBACK,
        /** Something that cannot be used and must be refused. */
        CORRUPT
    }
}
