package io.clipstream.clip.webp;

import java.io.EOFException;

/** Reads bits, the lowest of each byte first; one thread's own. */
final class LosslessBits {
    private final byte[] data;
    private final int end;
    private int at;
    private long window;
    private int count;

    LosslessBits(byte[] data, int from, int end) {
        this.data = data;
        this.at = from;
        this.end = end;
    }

    /** The next {@code n} bits, at most 32, without taking them; zeros after the end. */
    int peek(int n) {
        if (count < n) {
            fill();
        }
        return (int) (window & (1L << n) - 1);
    }

    /** Takes {@code n} bits that were peeked. */
    void skip(int n) throws EOFException {
        if (count < n) {
            throw new EOFException();
        }
        window >>>= n;
        count -= n;
    }

    int read(int n) throws EOFException {
        int value = peek(n);
        skip(n);
        return value;
    }

    boolean flag() throws EOFException {
        return read(1) == 1;
    }

    private void fill() {
        while (count <= 56 && at < end) {
            window |= (data[at++] & 0xffL) << count;
            count += 8;
        }
    }
}
