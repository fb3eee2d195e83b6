package io.clipstream.topology;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Empties the score role before it ends: from {@link #begin} on, an image is forwarded before the next is taken in.
 *
 * <p>What is not forwarded in time is no loss: its reference stays in the store, and the next owner scores it. Begun by the
 * thread that closes the role, looked at by the stream threads.
 */
public final class ScoreDrain {
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    private final AtomicInteger open = new AtomicInteger();
    private volatile boolean begun;
    private volatile boolean over;

    /** From now on, intake waits for each image. */
    public void begin() {
        begun = true;
    }

    /** From now on images are only noted: the next owner scores them, and the role ends without waiting for any. */
    public void end() {
        over = true;
    }

    boolean isOver() {
        return over;
    }

    boolean isBegun() {
        return begun;
    }

    void taken(int images) {
        open.addAndGet(images);
    }

    void done(int images) {
        open.addAndGet(-images);
    }

    /** Images between intake and forward. */
    public int open() {
        return open.get();
    }

    /** Waits until nothing is open; whether that came to pass in time. */
    public boolean awaitEmpty(Duration atMost) {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (open.get() > 0) {
            if (System.nanoTime() - deadline > 0 || Thread.currentThread().isInterrupted()) {
                return false;
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
        return true;
    }
}
