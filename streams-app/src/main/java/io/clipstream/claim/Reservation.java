package io.clipstream.claim;

/** Bytes that one image may take up in memory; safe for use by many threads. */
final class Reservation implements AutoCloseable {
    private final ByteGate gate;
    private long held;

    Reservation(ByteGate gate, long held) {
        this.gate = gate;
        this.held = held;
    }

    /** It will not need more than {@code bytes}: the rest is for others. Never grows it. */
    void shrinkTo(long bytes) {
        giveBackAbove(bytes);
    }

    synchronized long bytes() {
        return held;
    }

    /** Gives back all of it, once. */
    @Override
    public void close() {
        giveBackAbove(0);
    }

    private void giveBackAbove(long bytes) {
        long back;
        synchronized (this) {
            back = Math.max(0, held - bytes);
            held -= back;
        }
        if (back > 0) {
            gate.giveBack(back);
        }
    }
}
