package io.clipstream.claim;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;

/** One attempt: its bounds, and the means to break it off from another thread. */
final class Reading {
    private final int maxBytes;
    private final long deadlineNanos;
    private final Reservation held;
    private Closeable connection;
    private boolean givenUp;

    Reading(int maxBytes, long deadlineNanos, Reservation held) {
        this.maxBytes = maxBytes;
        this.deadlineNanos = deadlineNanos;
        this.held = held;
    }

    int maxBytes() {
        return maxBytes;
    }

    /** What the reservation has room for: an attempt before this one may have needed little, and the rest is with others. */
    int room() {
        return (int) Math.min(maxBytes, held.bytes());
    }

    /** Time until the deadline, at least a millisecond. */
    Duration left() {
        return Duration.ofNanos(Math.max(1_000_000, deadlineNanos - System.nanoTime()));
    }

    /** The image will have so many bytes. */
    void expect(long bytes) {
        held.shrinkTo(bytes);
    }

    /** What to close to break the attempt off; closed at once if it is given up already. */
    void closes(Closeable opened) {
        boolean late;
        synchronized (this) {
            connection = opened;
            late = givenUp;
        }
        if (late) {
            close(opened);
        }
    }

    /** Breaks the attempt off. */
    void giveUp() {
        Closeable opened;
        synchronized (this) {
            givenUp = true;
            opened = connection;
        }
        if (opened != null) {
            close(opened);
        }
    }

    synchronized boolean isGivenUp() {
        return givenUp;
    }

    private static void close(Closeable opened) {
        try {
            opened.close();
        } catch (IOException e) {
            // It is closed, which is all that was wanted.
        }
    }
}
