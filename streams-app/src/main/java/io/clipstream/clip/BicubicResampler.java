package io.clipstream.clip;

/**
 * Pillow's bicubic resize with antialiasing for 8-bit channels, bit for bit, computing only the part that is kept.
 *
 * <p>As in Pillow's {@code Resample.c}, the horizontal pass rounds to bytes before the vertical one. Owned by one thread at
 * a time; keeps its buffers from one image to the next.
 */
final class BicubicResampler {
    /** Columns of the input, each channel on its own, the one of x at {@code x & mask}. */
    private int[][][] window = new int[3][0][];

    private int mask;
    private int[] sums = {};
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
            for (int channel = 0; channel < 3; channel++) {
                WeightedLines.sum(
                        window[channel],
                        columns.first()[x],
                        mask,
                        columns.count()[x],
                        columns.fixed(),
                        x * columns.taps(),
                        sums,
                        image.length());
                scatter(x * 3 + channel, image.length());
            }
        }
        return vertical(plan);
    }

    private void scatter(int to, int length) {
        for (int i = 0; i < length; i++) {
            narrowed[places[i]][to] = sums[i];
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
        int stride = plan.side() * 3;
        int rows = plan.rows().end() - plan.rows().begin() + 1;
        int columns = Integer.highestOneBit(plan.columns().taps()) * 2;
        if (sums.length < Math.max(image.length(), stride)) {
            sums = new int[Math.max(image.length(), stride)];
        }
        if (places.length < image.length() || window[0].length < columns) {
            places = new int[image.length()];
            window = new int[3][columns][image.length()];
        }
        mask = window[0].length - 1;
        if (narrowed.length < rows || narrowed[0].length < stride) {
            narrowed = new int[rows][stride];
        }
    }

    /** The memory that it keeps, in bytes. */
    long kept() {
        return 4L * window[0].length * 3 * places.length
                + 4L * narrowed.length * (narrowed.length == 0 ? 0 : narrowed[0].length);
    }
}
