package io.clipstream.claim;

/**
 * Hears what the store does, for metrics; called on its threads, so it must be quick and never throw.
 *
 * <p>Times are in nanoseconds.
 */
public interface ClaimListener {
    /** Hears nothing. */
    ClaimListener NONE = new ClaimListener() {};

    /** An image came and is right. */
    default void fetched(long bytes, long nanos) {}

    /** A fetch ended without an image. */
    default void refused(Fetched.Cause cause) {}

    /** An attempt failed, and another follows. */
    default void retried() {}
}
