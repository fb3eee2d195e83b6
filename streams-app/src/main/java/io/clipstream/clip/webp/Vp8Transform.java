package io.clipstream.clip.webp;

/** VP8's inverse transforms of 4 × 4 coefficients (RFC 6386, section 14). */
final class Vp8Transform {
    private Vp8Transform() {}

    /** The Y2 block's 16 values become the constants of a macroblock's 16 blocks of Y. */
    static void walshHadamard(short[] in, short[] blocks) {
        int[] t = new int[16];
        for (int i = 0; i < 4; i++) {
            int a = in[i] + in[12 + i];
            int b = in[4 + i] + in[8 + i];
            int c = in[4 + i] - in[8 + i];
            int d = in[i] - in[12 + i];
            t[i] = a + b;
            t[4 + i] = d + c;
            t[8 + i] = a - b;
            t[12 + i] = d - c;
        }
        for (int i = 0; i < 4; i++) {
            int rounded = t[4 * i] + 3;
            int a = rounded + t[4 * i + 3];
            int b = t[4 * i + 1] + t[4 * i + 2];
            int c = t[4 * i + 1] - t[4 * i + 2];
            int d = rounded - t[4 * i + 3];
            blocks[64 * i] = (short) (a + b >> 3);
            blocks[64 * i + 16] = (short) (d + c >> 3);
            blocks[64 * i + 32] = (short) (a - b >> 3);
            blocks[64 * i + 48] = (short) (d - c >> 3);
        }
    }

    /** Adds the inverse cosine transform of 16 coefficients to the 4 × 4 samples at {@code to}. */
    static void add(short[] in, int at, byte[] samples, int to, int stride) {
        int constantOnly = 0;
        for (int i = 1; i < 16; i++) {
            constantOnly |= in[at + i];
        }
        if (constantOnly == 0) {
            if (in[at] != 0) {
                addConstant(in[at] + 4 >> 3, samples, to, stride);
            }
            return;
        }
        int[] t = new int[16];
        for (int i = 0; i < 4; i++) {
            int a = in[at + i] + in[at + 8 + i];
            int b = in[at + i] - in[at + 8 + i];
            int c = sine(in[at + 4 + i]) - cosine(in[at + 12 + i]);
            int d = cosine(in[at + 4 + i]) + sine(in[at + 12 + i]);
            t[4 * i] = a + d;
            t[4 * i + 1] = b + c;
            t[4 * i + 2] = b - c;
            t[4 * i + 3] = a - d;
        }
        for (int y = 0; y < 4; y++) {
            int rounded = t[y] + 4;
            int a = rounded + t[8 + y];
            int b = rounded - t[8 + y];
            int c = sine(t[4 + y]) - cosine(t[12 + y]);
            int d = cosine(t[4 + y]) + sine(t[12 + y]);
            int row = to + y * stride;
            samples[row] = sum(samples[row], a + d);
            samples[row + 1] = sum(samples[row + 1], b + c);
            samples[row + 2] = sum(samples[row + 2], b - c);
            samples[row + 3] = sum(samples[row + 3], a - d);
        }
    }

    private static void addConstant(int value, byte[] samples, int to, int stride) {
        for (int y = 0; y < 4; y++) {
            for (int x = 0; x < 4; x++) {
                int i = to + y * stride + x;
                samples[i] = (byte) Bytes.clamp((samples[i] & 0xff) + value);
            }
        }
    }

    private static byte sum(byte sample, int eighths) {
        return (byte) Bytes.clamp((sample & 0xff) + (eighths >> 3));
    }

    /** {@code value} × √2 cos(π / 8). */
    private static int cosine(int value) {
        return (value * 20091 >> 16) + value;
    }

    /** {@code value} × √2 sin(π / 8). */
    private static int sine(int value) {
        return value * 35468 >> 16;
    }
}
