package io.clipstream.claim;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/**
 * Lets fetches begin in the order in which they came, as long as their number and the bytes they may need are in bounds.
 *
 * <p>Every fetch begins with room for the largest image. So whoever came first can always end, and a fetch that others of
 * its partition wait for never waits for them. Safe for use by many threads.
 */
final class ByteGate {
    private final long bound;
    private final long each;
    private final int most;
    private final Deque<Consumer<Reservation>> waiting = new ArrayDeque<>();
    private long held;
    private int running;
    private boolean lettingIn;

    /**
     * A gate.
     *
     * @param bound most bytes
     * @param each what a fetch begins with, at most {@code bound}
     * @param most fetches that run at a time
     */
    ByteGate(long bound, long each, int most) {
        this.bound = bound;
        this.each = each;
        this.most = most;
    }

    /** Calls {@code begin} when there is room, perhaps at once, perhaps on the thread that makes room. What it throws counts as its end. */
    void enter(Consumer<Reservation> begin) {
        synchronized (this) {
            waiting.add(begin);
        }
        letIn();
    }

    /** A fetch does not run any more; its image may still hold bytes. */
    void ended() {
        synchronized (this) {
            running--;
        }
        letIn();
    }

    void giveBack(long bytes) {
        synchronized (this) {
            held -= bytes;
        }
        letIn();
    }

    synchronized long held() {
        return held;
    }

    synchronized int waiting() {
        return waiting.size();
    }

    private void letIn() {
        synchronized (this) {
            if (lettingIn) {
                // Whoever is at it looks again; calling each other would nest as deep as the queue is long.
                return;
            }
            lettingIn = true;
        }
        Throwable failure = null;
        for (Consumer<Reservation> next = next(); next != null; next = next()) {
            failure = begin(next, failure);
        }
        if (failure instanceof Error error) {
            throw error;
        } else if (failure != null) {
            throw (RuntimeException) failure;
        }
    }

    /** One that does not come to begin must keep nobody else waiting; returns the first failure. */
    private Throwable begin(Consumer<Reservation> next, Throwable failure) {
        Reservation room = new Reservation(this, each);
        try {
            next.accept(room);
            return failure;
        } catch (RuntimeException | Error e) {
            room.close();
            synchronized (this) {
                running--;
            }
            return failure == null ? e : failure;
        }
    }

    private synchronized Consumer<Reservation> next() {
        if (waiting.isEmpty() || held + each > bound || running == most) {
            lettingIn = false;
            return null;
        }
        held += each;
        running++;
        return waiting.poll();
    }
}
