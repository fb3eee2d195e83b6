package io.clipstream.loadtest.simulated;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * A device that takes a given time a batch, one batch after the other, and counts how long it was busy.
 *
 * <p>Like an accelerator's queue: a batch that comes while another is computed begins the moment that one ends, however late
 * its thread wakes up. Safe for use by many threads, which share it.
 */
public final class SimulatedDevice {
    private final long perBatch;
    private long free = Long.MIN_VALUE;
    private Work work = new Work(0, 0, 0);

    /** @param perBatch whatever the batch's size */
    public SimulatedDevice(Duration perBatch) {
        this.perBatch = perBatch.toNanos();
    }

    /**
     * What it was given so far.
     *
     * @param busyNanos of computing
     */
    public record Work(long batches, long images, long busyNanos) {}

    /** Computes a batch; returns when it is through. */
    public void compute(int images) {
        await(queue(images, System.nanoTime()));
    }

    /** Puts a batch behind those that are there; returns when it will be through, on the clock of {@code now}. */
    synchronized long queue(int images, long now) {
        // By differences: this clock may overflow.
        long begin = free != Long.MIN_VALUE && free - now > 0 ? free : now;
        free = begin + perBatch;
        work = new Work(work.batches + 1, work.images + images, work.busyNanos + perBatch);
        return free;
    }

    public synchronized Work work() {
        return work;
    }

    private static void await(long end) {
        for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
