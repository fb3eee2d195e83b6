package io.clipstream.scoring;

/** What a worker is in the middle of, and since when; the worker's to set, anybody's to look at. */
final class Activity<T> {
    private final WakingClock clock;
    private volatile Stint<T> stint;

    Activity(WakingClock clock) {
        this.clock = clock;
    }

    /** Something that was begun at a time of the waking clock. */
    record Stint<T>(T what, long since) {}

    void begin(T what) {
        stint = new Stint<>(what, clock.nanos());
    }

    void end() {
        stint = null;
    }

    /** What it is in the middle of; null if nothing. */
    T what() {
        Stint<T> now = stint;
        return now == null ? null : now.what;
    }

    /** The same if it has lasted for longer than that; null otherwise. */
    T longerThan(long nanos) {
        Stint<T> now = stint;
        return now != null && clock.nanos() - now.since > nanos ? now.what : null;
    }

    /** For how many nanoseconds; 0 if nothing is begun. */
    long age() {
        Stint<T> now = stint;
        return now == null ? 0 : clock.nanos() - now.since;
    }
}
