package io.clipstream.clip.webp;

/** Little-endian numbers within an array. */
final class Bytes {
    private Bytes() {}

    static int word(byte[] b, int at) {
        return b[at] & 0xff | (b[at + 1] & 0xff) << 8;
    }

    static int triple(byte[] b, int at) {
        return word(b, at) | (b[at + 2] & 0xff) << 16;
    }

    static long unsignedInt(byte[] b, int at) {
        return triple(b, at) | (b[at + 3] & 0xffL) << 24;
    }

    static int clamp(int value) {
        return Math.max(0, Math.min(255, value));
    }
}
