package io.clipstream.clip;

/**
 * Pillow's bicubic weights along one axis, as fixed-point numbers of 22 bits.
 *
 * <p>Follows Pillow's {@code Resample.c}: the kernel (a = -0.5) widens with the scale.
 *
 * @param first by output line, the first input line it takes
 * @param count by output line, how many input lines it takes
 * @param fixed by output line, {@code taps} weights; those beyond its count are 0
 * @param taps the room of one output line in {@code fixed}
 */
record ResampleWeights(int[] first, int[] count, int[] fixed, int taps) {
    /** Bits behind the point: Pillow keeps 8 for the pixel and 2 for overshoot of 32. */
    static final int PRECISION = 32 - 8 - 2;

    /** The weights of output lines {@code from} to {@code from + count} of a resize from {@code in} to {@code out} lines. */
    static ResampleWeights of(int in, int out, int from, int count) {
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
        return new ResampleWeights(first, counts, fixed, taps);
    }

    /** The first input line that is taken. */
    int begin() {
        return first[0];
    }

    /** The input line after the last one that is taken. */
    int end() {
        int last = first.length - 1;
        return first[last] + count[last];
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
