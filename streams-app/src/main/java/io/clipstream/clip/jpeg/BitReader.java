package io.clipstream.clip.jpeg;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/** The coded bits between two markers, with the zero bytes that escape them taken out; owned by one thread. */
final class BitReader {
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final int SLACK = 16;

    private byte[] bytes = new byte[1 << 16];
    private int length;
    private int next;

    /** The coming bits, from the highest on. */
    long bits;

    /** How many of them there are. */
    int available;

    /** Takes the bits from {@code at} on; returns where the next marker is, which has its 0xff before it. */
    int open(byte[] file, int at) throws UnusualJpegException {
        if (bytes.length < file.length - at + SLACK) {
            bytes = new byte[file.length - at + SLACK];
        }
        length = 0;
        next = 0;
        bits = 0;
        available = 0;
        while (true) {
            int end = at;
            while (end < file.length && file[end] != -1) {
                end++;
            }
            if (end + 1 >= file.length) {
                throw new UnusualJpegException("no marker after the coded bits");
            }
            boolean escaped = file[end + 1] == 0;
            int count = end - at + (escaped ? 1 : 0);
            System.arraycopy(file, at, bytes, length, count);
            length += count;
            if (!escaped) {
                Arrays.fill(bytes, length, length + SLACK, (byte) 0);
                return end;
            }
            at = end + 2;
        }
    }

    /** Makes at least 32 bits available. */
    void fill() throws UnusualJpegException {
        if (available < 32) {
            bits |= (word() & 0xffffffffL) << 32 - available;
            available += 32;
        }
    }

    /** The next 32 bits, for those who keep {@link #bits} in a register. */
    int word() throws UnusualJpegException {
        if (next > length + SLACK - 4) {
            throw new UnusualJpegException("coded bits are missing");
        }
        int word = (int) INT.get(bytes, next);
        next += 4;
        return word;
    }

    /** Takes {@code count} bits, at most 16. */
    int take(int count) throws UnusualJpegException {
        fill();
        int value = count == 0 ? 0 : (int) (bits >>> 64 - count);
        bits <<= count;
        available -= count;
        return value;
    }

    /** Takes one bit. */
    boolean takeBit() throws UnusualJpegException {
        fill();
        boolean set = bits < 0;
        bits <<= 1;
        available--;
        return set;
    }

    /** Takes one symbol. */
    int symbol(HuffmanTable table) throws UnusualJpegException {
        fill();
        int head = (int) (bits >>> 48);
        int size = table.length(head);
        if (size > 16) {
            throw new UnusualJpegException("an unknown Huffman code");
        }
        bits <<= size;
        available -= size;
        return table.symbol(head, size);
    }

    /** Checks that the bits were used up, but for those that fill the last byte. */
    void close() throws UnusualJpegException {
        long left = 8L * length - (8L * next - available);
        if (left < 0 || left > 7) {
            throw new UnusualJpegException(left < 0 ? "coded bits are missing" : "coded bits are left over");
        }
    }

    /** The memory that it keeps, in bytes. */
    long kept() {
        return bytes.length;
    }
}
