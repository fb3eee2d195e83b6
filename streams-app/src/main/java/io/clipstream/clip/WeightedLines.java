package io.clipstream.clip;

/**
 * Sums of whole lines of pixels, each times a weight.
 *
 * <p>Every loop runs over plain int arrays from their first entry on, since only such loops become vector instructions on
 * Java 17: no bytes, no offsets, no {@code Math.min}, at most five arrays.
 */
final class WeightedLines {
    private WeightedLines() {}

    /**
     * Rounds and clips the weighted sum of {@code count} lines to 0 to 255.
     *
     * @param lines the lines, of which line k is {@code lines[(first + k) & mask]}
     * @param fixed weights of {@link ResampleWeights#PRECISION} bits, that of line k at {@code at + k}
     * @param length entries of a line
     */
    static void sum(int[][] lines, int first, int mask, int count, int[] fixed, int at, int[] out, int length) {
        for (int k = 0; k < count; k += 4) {
            // Beyond the last line, any line will do, at a weight of 0.
            int last = count - 1;
            int k1 = Math.min(k + 1, last);
            int k2 = Math.min(k + 2, last);
            int k3 = Math.min(k + 3, last);
            int[] a = lines[first + k & mask];
            int[] b = lines[first + k1 & mask];
            int[] c = lines[first + k2 & mask];
            int[] d = lines[first + k3 & mask];
            int wa = fixed[at + k];
            int wb = k1 == k + 1 ? fixed[at + k1] : 0;
            int wc = k2 == k + 2 ? fixed[at + k2] : 0;
            int wd = k3 == k + 3 ? fixed[at + k3] : 0;
            if (k == 0) {
                start(out, a, b, c, d, wa, wb, wc, wd, length);
            } else {
                add(out, a, b, c, d, wa, wb, wc, wd, length);
            }
        }
        clip(out, length);
    }

    private static void start(
            int[] out, int[] a, int[] b, int[] c, int[] d, int wa, int wb, int wc, int wd, int length) {
        for (int i = 0; i < length; i++) {
            out[i] = a[i] * wa + b[i] * wb + c[i] * wc + d[i] * wd + (1 << ResampleWeights.PRECISION - 1);
        }
    }

    private static void add(int[] out, int[] a, int[] b, int[] c, int[] d, int wa, int wb, int wc, int wd, int length) {
        for (int i = 0; i < length; i++) {
            out[i] += a[i] * wa + b[i] * wb + c[i] * wc + d[i] * wd;
        }
    }

    private static void clip(int[] out, int length) {
        for (int i = 0; i < length; i++) {
            int v = out[i] >> ResampleWeights.PRECISION;
            out[i] = (v | 255 - v >> 31) & ~(v >> 31) & 255;
        }
    }
}
