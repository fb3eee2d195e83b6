package io.clipstream.clip;

/**
 * Pillow's bicubic resize with antialiasing for 8-bit channels, bit for bit, computing only the part that is kept.
 *
 * <p>As in Pillow's {@code Resample.c}, the horizontal pass rounds to bytes before the vertical one. Owned by one thread at
 * a time; keeps its buffers from one image to the next.
 */
final class BicubicResampler {
    private static final int GROUP = 4;

    /** Columns of the input, each channel on its own, the one of x at {@code x & mask}. */
    private int[][][] window = new int[3][0][];

    private int mask;
    private int[] sums = {};

    /** Some columns of the square, each channel on its own, before they become parts of rows. */
    private int[][] group = new int[GROUP * 3][0];

    private int[][] narrowed = {};
    private int[] places = {};

    /** Resizes and crops as {@code plan} says; returns {@code side * side * 3} bytes, RGB interleaved. */
    byte[] resample(PixelColumns image, ResamplePlan plan) {
        reserve(image, plan);
        int begin = plan.rows().begin();
        int rows = plan.rows().end() - begin;
        for (int i = 0; i < image.length(); i++) {
            int row = image.row(i) - begin;
            // Rows that nobody asked for share one line, which nobody reads.
            places[i] = row >= 0 && row < rows ? row : rows;
        }
        ResampleWeights columns = plan.columns();
        int read = columns.begin();
        for (int x = 0; x < plan.side(); x++) {
            for (int end = columns.first()[x] + columns.count()[x]; read < end; read++) {
                int at = read & mask;
                image.read(read, window[0][at], window[1][at], window[2][at]);
            }
            int held = x % GROUP;
            for (int channel = 0; channel < 3; channel++) {
                WeightedLines.sum(
                        window[channel],
                        columns.first()[x],
                        mask,
                        columns.count()[x],
                        columns.fixed(),
                        x * columns.taps(),
                        group[held * 3 + channel],
                        image.length());
            }
            if (held == GROUP - 1 || x == plan.side() - 1) {
                transpose((x - held) * 3, image.length());
            }
        }
        return vertical(plan);
    }

    /** Moves a group of columns, of which the last may be left over, to where the rows have them from {@code to} on. */
    private void transpose(int to, int length) {
        int[] a = group[0];
        int[] b = group[1];
        int[] c = group[2];
        int[] d = group[3];
        int[] e = group[4];
        int[] f = group[5];
        int[] g = group[6];
        int[] h = group[7];
        int[] j = group[8];
        int[] k = group[9];
        int[] l = group[10];
        int[] m = group[11];
        for (int i = 0; i < length; i++) {
            int[] row = narrowed[places[i]];
            row[to] = a[i];
            row[to + 1] = b[i];
            row[to + 2] = c[i];
            row[to + 3] = d[i];
            row[to + 4] = e[i];
            row[to + 5] = f[i];
            row[to + 6] = g[i];
            row[to + 7] = h[i];
            row[to + 8] = j[i];
            row[to + 9] = k[i];
            row[to + 10] = l[i];
            row[to + 11] = m[i];
        }
    }

    private byte[] vertical(ResamplePlan plan) {
        int stride = plan.side() * 3;
        byte[] out = new byte[plan.side() * stride];
        ResampleWeights rows = plan.rows();
        for (int y = 0; y < plan.side(); y++) {
            int first = rows.first()[y] - rows.begin();
            WeightedLines.sum(narrowed, first, -1, rows.count()[y], rows.fixed(), y * rows.taps(), sums, stride);
            int to = y * stride;
            for (int i = 0; i < stride; i++) {
                out[to + i] = (byte) sums[i];
            }
        }
        return out;
    }

    private void reserve(PixelColumns image, ResamplePlan plan) {
        int length = image.length();
        // The last group writes whole.
        int stride = (plan.side() + GROUP - 1) * 3;
        int rows = plan.rows().end() - plan.rows().begin() + 1;
        int columns = Integer.highestOneBit(plan.columns().taps()) * 2;
        if (sums.length < stride) {
            sums = new int[stride];
        }
        if (places.length < length || window[0].length < columns) {
            places = new int[length];
            group = new int[GROUP * 3][length];
            window = new int[3][columns][length];
        }
        mask = window[0].length - 1;
        if (narrowed.length < rows || narrowed[0].length < stride) {
            narrowed = new int[rows][stride];
        }
    }

    /** The memory that it keeps, in bytes. */
    long kept() {
        return 12L * window[0].length * places.length + 4L * narrowed.length * sums.length;
    }
}
