package io.clipstream.clip.jpeg;

import java.util.Arrays;

/**
 * Columns of a component at the image's full size, as libjpeg-turbo's {@code jdsample.c} makes them.
 *
 * <p>"Fancy" upsampling: twice the samples are made with weights of 3/4 and 1/4, rounded in turns up and down; other
 * factors repeat samples. Owned by one thread.
 */
final class ColumnUpsampler {
    private final Plane plane = new Plane();
    private int across;
    private int down;
    private boolean smooth;
    private int[] out = {};
    private int[] half = {};
    private int[] shifted = {};

    /** Vertical sums of a component's columns, the one of x at x % 4: of each row with the one above, and below. */
    private int[][][] sums = new int[4][2][0];

    private final int[] summed = new int[4];

    Plane plane() {
        return plane;
    }

    void reset(Frame frame, Component c, Units units) {
        plane.reset(c, units);
        across = frame.maxH / c.h;
        down = frame.maxV / c.v;
        // libjpeg repeats where a row has no inner sample; of rows alone it asks no such thing.
        smooth = across == 2 && down <= 2 && c.width > 2 || across == 1 && down == 2;
        int length = plane.groups() * frame.maxV;
        if (out.length < length) {
            out = new int[length];
            half = new int[length];
            shifted = new int[length];
            sums = new int[4][2][length];
        }
        Arrays.fill(summed, -1);
    }

    /** All rows of column {@code x} of the image, in the order of {@link Plane}; not to be changed, and soon overwritten. */
    int[] column(int x) {
        if (across == 1 && down == 1) {
            return plane.column(x);
        }
        int groups = plane.groups();
        if (!smooth) {
            int[] samples = plane.column(x / across);
            int length = plane.length();
            for (int i = 0; i < down; i++) {
                System.arraycopy(samples, 0, out, i * length, length);
            }
        } else if (down == 1) {
            boolean right = x % 2 == 1;
            int[] near = plane.column(x / 2);
            int[] far = plane.column(right ? x / 2 + 1 : x / 2 - 1);
            threeToOne(near, far, right ? 2 : 1, 2, out, plane.length());
        } else if (across == 1) {
            int[][] near = sums(x);
            for (int i = 0; i < 2; i++) {
                round(near[i], i + 1, 2, half, groups);
                System.arraycopy(half, 0, out, i * groups, groups);
            }
        } else {
            boolean right = x % 2 == 1;
            int[][] near = sums(x / 2);
            int[][] far = sums(Math.max(0, Math.min(plane.component().width - 1, right ? x / 2 + 1 : x / 2 - 1)));
            for (int i = 0; i < 2; i++) {
                threeToOne(near[i], far[i], right ? 7 : 8, 4, half, groups);
                System.arraycopy(half, 0, out, i * groups, groups);
            }
        }
        return out;
    }

    private int[][] sums(int x) {
        int[][] sum = sums[x & 3];
        if (summed[x & 3] != x) {
            summed[x & 3] = x;
            int[] near = plane.column(x);
            int last = plane.inside() - 1;
            System.arraycopy(near, 0, shifted, 1, last);
            shifted[0] = near[0];
            plusThree(near, shifted, sum[0], last + 1);
            System.arraycopy(near, 1, shifted, 0, last);
            shifted[last] = near[last];
            plusThree(near, shifted, sum[1], last + 1);
        }
        return sum;
    }

    // Loops over whole arrays from 0, at most three of them, become vector instructions.
    private static void plusThree(int[] near, int[] far, int[] out, int length) {
        for (int i = 0; i < length; i++) {
            out[i] = 3 * near[i] + far[i];
        }
    }

    private static void threeToOne(int[] near, int[] far, int bias, int shift, int[] out, int length) {
        for (int i = 0; i < length; i++) {
            out[i] = 3 * near[i] + far[i] + bias >> shift;
        }
    }

    private static void round(int[] sum, int bias, int shift, int[] out, int length) {
        for (int i = 0; i < length; i++) {
            out[i] = sum[i] + bias >> shift;
        }
    }

    /** The memory that it keeps, in bytes. */
    long kept() {
        return plane.kept() + 4L * 11 * out.length;
    }
}
