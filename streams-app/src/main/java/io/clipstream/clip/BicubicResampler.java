package io.clipstream.clip;

import java.util.Arrays;

/**
 * Pillow's bicubic resize with antialiasing for 8-bit channels, bit for bit, computing only the part that is kept.
 *
 * <p>Follows Pillow's {@code Resample.c}: the kernel (a = -0.5) widens with the scale, weights become fixed-point numbers of
 * 22 bits, and the horizontal pass rounds to bytes before the vertical one.
 */
final class BicubicResampler {
    private static final int PRECISION = 32 - 8 - 2;

    private BicubicResampler() {}

    /** Weights of one output line after another: {@code taps} numbers each, applied from input line {@code first[i]} on. */
    private record Weights(int[] first, int[] count, int[] fixed, int taps) {}

    /**
     * Resizes to {@code width} × {@code height} and cuts out the square of {@code side} pixels at {@code left}, {@code top}.
     *
     * @return the square, RGB interleaved, {@code side * side * 3} bytes
     */
    static byte[] resizeAndCrop(RgbImage image, int width, int height, int left, int top, int side) {
        Weights columns = weights(image.width(), width, left, side);
        Weights rows = weights(image.height(), height, top, side);
        int firstRow = rows.first[0];
        int lastRow = rows.first[side - 1] + rows.count[side - 1];
        byte[][] narrowed = new byte[lastRow - firstRow][];
        for (int y = firstRow; y < lastRow; y++) {
            narrowed[y - firstRow] = horizontal(image, y, columns, side);
        }
        return vertical(narrowed, firstRow, rows, side);
    }

    private static byte[] horizontal(RgbImage image, int y, Weights weights, int side) {
        byte[] rgb = image.rgb();
        byte[] out = new byte[side * 3];
        int row = y * image.width() * 3;
        for (int x = 0; x < side; x++) {
            int r = 1 << PRECISION - 1;
            int g = r;
            int b = r;
            int in = row + weights.first[x] * 3;
            int tap = x * weights.taps;
            for (int end = tap + weights.count[x]; tap < end; tap++, in += 3) {
                int w = weights.fixed[tap];
                r += (rgb[in] & 0xff) * w;
                g += (rgb[in + 1] & 0xff) * w;
                b += (rgb[in + 2] & 0xff) * w;
            }
            out[x * 3] = clip(r);
            out[x * 3 + 1] = clip(g);
            out[x * 3 + 2] = clip(b);
        }
        return out;
    }

    private static byte[] vertical(byte[][] rows, int firstRow, Weights weights, int side) {
        int stride = side * 3;
        byte[] out = new byte[side * stride];
        int[] sums = new int[stride];
        for (int y = 0; y < side; y++) {
            Arrays.fill(sums, 1 << PRECISION - 1);
            for (int k = 0; k < weights.count[y]; k++) {
                byte[] row = rows[weights.first[y] - firstRow + k];
                int w = weights.fixed[y * weights.taps + k];
                for (int i = 0; i < stride; i++) {
                    sums[i] += (row[i] & 0xff) * w;
                }
            }
            for (int i = 0; i < stride; i++) {
                out[y * stride + i] = clip(sums[i]);
            }
        }
        return out;
    }

    private static byte clip(int sum) {
        return (byte) Math.max(0, Math.min(255, sum >> PRECISION));
    }

    /** The weights of output lines {@code from} to {@code from + count} of a resize from {@code in} to {@code out}. */
    private static Weights weights(int in, int out, int from, int count) {
        double scale = (double) in / out;
        double stretch = Math.max(scale, 1);
        double support = 2 * stretch;
        int taps = (int) Math.ceil(support) * 2 + 1;
        int[] first = new int[count];
        int[] counts = new int[count];
        int[] fixed = new int[count * taps];
        double[] line = new double[taps];
        double inverse = 1 / stretch;
        for (int i = 0; i < count; i++) {
            double centre = (from + i + 0.5) * scale;
            int min = Math.max((int) (centre - support + 0.5), 0);
            int n = Math.min((int) (centre + support + 0.5), in) - min;
            double total = 0;
            for (int k = 0; k < n; k++) {
                line[k] = bicubic((k + min - centre + 0.5) * inverse);
                total += line[k];
            }
            for (int k = 0; k < n; k++) {
                double w = total == 0 ? line[k] : line[k] / total;
                fixed[i * taps + k] = (int) ((w < 0 ? -0.5 : 0.5) + w * (1 << PRECISION));
            }
            first[i] = min;
            counts[i] = n;
        }
        return new Weights(first, counts, fixed, taps);
    }

    private static double bicubic(double signed) {
        double a = -0.5;
        double x = Math.abs(signed);
        if (x < 1) {
            return ((a + 2) * x - (a + 3)) * x * x + 1;
        }
        return x < 2 ? (((x - 5) * x + 8) * x - 4) * a : 0;
    }
}
