package io.clipstream.clip.webp;

/** VP8's arithmetic decoder (RFC 6386, section 7) over a part of an array; one thread's own. */
final class BoolReader {
    private final byte[] data;
    private final int end;
    private int at;
    // The window's bits that count are the lowest (bits + 8); it never holds more than 40.
    private long window;
    private int bits = -8;
    private int range = 255;
    private boolean exhausted;

    BoolReader(byte[] data, int from, int end) {
        this.data = data;
        this.at = from;
        this.end = end;
    }

    /** The next decision, where 0 has the probability {@code probability / 256}. */
    int bit(int probability) {
        if (bits < 0) {
            fill();
        }
        int split = 1 + ((range - 1) * probability >> 8);
        int bit;
        if (window >> bits >= split) {
            window -= (long) split << bits;
            range -= split;
            bit = 1;
        } else {
            range = split;
            bit = 0;
        }
        int shift = Integer.numberOfLeadingZeros(range) - 24;
        range <<= shift;
        bits -= shift;
        return bit;
    }

    boolean flag() {
        return bit(128) == 1;
    }

    /** An unsigned number of {@code count} bits. */
    int number(int count) {
        int value = 0;
        for (int i = 0; i < count; i++) {
            value = value << 1 | bit(128);
        }
        return value;
    }

    /** A flag, and where it is set a number of {@code count} bits and its sign; else 0. */
    int optionalSigned(int count) {
        if (!flag()) {
            return 0;
        }
        int value = number(count);
        return flag() ? -value : value;
    }

    /** Whether more was read than there is; one byte of zeros is lent, as libwebp does. */
    boolean isExhausted() {
        return exhausted;
    }

    private void fill() {
        while (bits < 24 && at < end) {
            window = window << 8 | data[at++] & 0xff;
            bits += 8;
        }
        if (bits < 0) {
            exhausted = true;
            window <<= 8;
            bits += 8;
        }
    }
}
