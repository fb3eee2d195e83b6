package io.clipstream.clip.jpeg;

/** Luminance and chrominance to red, green and blue, with the 16-bit fixed-point numbers of libjpeg's {@code jdcolor.c}. */
final class YccColumns {
    private static final int RED = fixed(1.40200);
    private static final int BLUE = fixed(1.77200);
    private static final int GREEN_CB = fixed(0.34414);
    private static final int GREEN_CR = fixed(0.71414);
    private static final int HALF = 1 << 15;

    private YccColumns() {}

    private static int fixed(double value) {
        return (int) (value * 65536 + 0.5);
    }

    // Clipping by bits: Java 17 makes no vector instructions of Math.min.
    static void red(int[] y, int[] cr, int[] out, int length) {
        for (int i = 0; i < length; i++) {
            int v = y[i] + (RED * (cr[i] - 128) + HALF >> 16);
            out[i] = (v | 255 - v >> 31) & ~(v >> 31) & 255;
        }
    }

    static void green(int[] y, int[] cb, int[] cr, int[] out, int length) {
        for (int i = 0; i < length; i++) {
            int v = y[i] + (HALF - GREEN_CB * (cb[i] - 128) - GREEN_CR * (cr[i] - 128) >> 16);
            out[i] = (v | 255 - v >> 31) & ~(v >> 31) & 255;
        }
    }

    static void blue(int[] y, int[] cb, int[] out, int length) {
        for (int i = 0; i < length; i++) {
            int v = y[i] + (BLUE * (cb[i] - 128) + HALF >> 16);
            out[i] = (v | 255 - v >> 31) & ~(v >> 31) & 255;
        }
    }
}
