package io.clipstream.scoring;

import java.util.function.LongSupplier;

/**
 * Time that passes only while the process runs: what it was frozen or suspended for does not count against a device.
 *
 * <p>Ticked by one thread, read by any.
 */
final class WakingClock {
    private final LongSupplier nanoClock;
    private final long longestStep;
    private long last;
    private volatile long nanos;

    /**
     * A clock that stands at 0.
     *
     * @param longestStep nanoseconds that a tick counts at most
     */
    WakingClock(LongSupplier nanoClock, long longestStep) {
        this.nanoClock = nanoClock;
        this.longestStep = longestStep;
        this.last = nanoClock.getAsLong();
    }

    void tick() {
        long now = nanoClock.getAsLong();
        nanos += Math.min(longestStep, now - last);
        last = now;
    }

    /** Nanoseconds at the last tick. */
    long nanos() {
        return nanos;
    }
}
