package io.clipstream.clip.jpeg;

/** Small arithmetic of the format. */
final class Bytes {
    private Bytes() {}

    /** The big-endian 16-bit number at {@code at}. */
    static int word(byte[] b, int at) {
        return (b[at] & 0xff) << 8 | b[at + 1] & 0xff;
    }

    static int ceil(int count, int by) {
        return (count + by - 1) / by;
    }
}
