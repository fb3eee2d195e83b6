package io.clipstream.clip.jpeg;

import java.util.Arrays;

/**
 * The inverse cosine transform of libjpeg's {@code jidctint.c} ("islow"), bit for bit.
 *
 * <p>Loeffler, Ligtenberg and Moschytz, "Practical fast 1-D DCT algorithms with 11 multiplications" (1989), in fixed point
 * of 13 bits. Where a block's magnitudes are too large for 16-bit intermediates, it wraps and saturates like
 * libjpeg-turbo's vector instructions. Owned by one thread.
 */
final class InverseDct {
    private static final int BITS = 13;
    private static final int FIRST_PASS_BITS = 2;

    /** Up to this sum of magnitudes nothing can leave 16 bits: a pass gives at most 4 × 1.39 times the sum of its input. */
    private static final int MOST_PLAIN = 2900;

    private final int[] work = new int[64];
    private final int[] line = new int[8];

    /**
     * Turns coefficients into samples, and clears them.
     *
     * @param block coefficients in natural order, dequantised
     * @param energy the sum of their magnitudes
     * @param flat whether only the first differs from 0
     * @param plane takes the samples, from {@code place} on
     */
    void transform(int[] block, int energy, boolean flat, Plane plane, int place) {
        if (flat) {
            int sample = clamp(((short) (block[0] << FIRST_PASS_BITS) + 16 >> 5) + 128);
            block[0] = 0;
            for (int row = 0; row < 8; row++) {
                plane.write(place, row, sample * 0x0101010101010101L);
            }
        } else if (energy <= MOST_PLAIN) {
            columnPass(block);
            rowPass(plane, place);
        } else {
            saturating(block, plane, place);
        }
    }

    private void columnPass(int[] b) {
        int[] w = work;
        for (int i = 0; i < 8; i++) {
            int c0 = b[i];
            int c1 = b[8 + i];
            int c2 = b[16 + i];
            int c3 = b[24 + i];
            int c4 = b[32 + i];
            int c5 = b[40 + i];
            int c6 = b[48 + i];
            int c7 = b[56 + i];
            if ((c1 | c2 | c3 | c4 | c5 | c6 | c7) == 0) {
                int v = c0 << FIRST_PASS_BITS;
                w[i] = v;
                w[8 + i] = v;
                w[16 + i] = v;
                w[24 + i] = v;
                w[32 + i] = v;
                w[40 + i] = v;
                w[48 + i] = v;
                w[56 + i] = v;
                b[i] = 0;
                continue;
            }
            b[i] = 0;
            b[8 + i] = 0;
            b[16 + i] = 0;
            b[24 + i] = 0;
            b[32 + i] = 0;
            b[40 + i] = 0;
            b[48 + i] = 0;
            b[56 + i] = 0;
            int half = 1 << BITS - FIRST_PASS_BITS - 1;
            int shared = (c2 + c6) * 4433;
            int even2 = shared - c6 * 15137;
            int even3 = shared + c2 * 6270;
            int sum = (c0 + c4 << BITS) + half;
            int difference = (c0 - c4 << BITS) + half;
            int e0 = sum + even3;
            int e3 = sum - even3;
            int e1 = difference + even2;
            int e2 = difference - even2;
            int z5 = (c7 + c3 + c5 + c1) * 9633;
            int z1 = (c7 + c1) * -7373;
            int z2 = (c5 + c3) * -20995;
            int z3 = (c7 + c3) * -16069 + z5;
            int z4 = (c5 + c1) * -3196 + z5;
            int o0 = c7 * 2446 + z1 + z3;
            int o1 = c5 * 16819 + z2 + z4;
            int o2 = c3 * 25172 + z2 + z3;
            int o3 = c1 * 12299 + z1 + z4;
            w[i] = e0 + o3 >> BITS - FIRST_PASS_BITS;
            w[56 + i] = e0 - o3 >> BITS - FIRST_PASS_BITS;
            w[8 + i] = e1 + o2 >> BITS - FIRST_PASS_BITS;
            w[48 + i] = e1 - o2 >> BITS - FIRST_PASS_BITS;
            w[16 + i] = e2 + o1 >> BITS - FIRST_PASS_BITS;
            w[40 + i] = e2 - o1 >> BITS - FIRST_PASS_BITS;
            w[24 + i] = e3 + o0 >> BITS - FIRST_PASS_BITS;
            w[32 + i] = e3 - o0 >> BITS - FIRST_PASS_BITS;
        }
    }

    private void rowPass(Plane plane, int place) {
        int[] w = work;
        int shift = BITS + FIRST_PASS_BITS + 3;
        for (int row = 0; row < 8; row++) {
            int i = row * 8;
            int c0 = w[i];
            int c1 = w[i + 1];
            int c2 = w[i + 2];
            int c3 = w[i + 3];
            int c4 = w[i + 4];
            int c5 = w[i + 5];
            int c6 = w[i + 6];
            int c7 = w[i + 7];
            // The rounding, and the level shift by 128.
            int half = (1 << shift - 1) + (128 << shift);
            int shared = (c2 + c6) * 4433;
            int even2 = shared - c6 * 15137;
            int even3 = shared + c2 * 6270;
            int sum = (c0 + c4 << BITS) + half;
            int difference = (c0 - c4 << BITS) + half;
            int e0 = sum + even3;
            int e3 = sum - even3;
            int e1 = difference + even2;
            int e2 = difference - even2;
            int z5 = (c7 + c3 + c5 + c1) * 9633;
            int z1 = (c7 + c1) * -7373;
            int z2 = (c5 + c3) * -20995;
            int z3 = (c7 + c3) * -16069 + z5;
            int z4 = (c5 + c1) * -3196 + z5;
            int o0 = c7 * 2446 + z1 + z3;
            int o1 = c5 * 16819 + z2 + z4;
            int o2 = c3 * 25172 + z2 + z3;
            int o3 = c1 * 12299 + z1 + z4;
            int low = clamp(e0 + o3 >> shift)
                    | clamp(e1 + o2 >> shift) << 8
                    | clamp(e2 + o1 >> shift) << 16
                    | clamp(e3 + o0 >> shift) << 24;
            int high = clamp(e3 - o0 >> shift)
                    | clamp(e2 - o1 >> shift) << 8
                    | clamp(e1 - o2 >> shift) << 16
                    | clamp(e0 - o3 >> shift) << 24;
            plane.write(place, row, low & 0xffffffffL | (long) high << 32);
        }
    }

    private void saturating(int[] block, Plane plane, int place) {
        int below = 0;
        for (int i = 8; i < 64; i++) {
            below |= block[i];
        }
        for (int i = 0; i < 8; i++) {
            for (int k = 0; k < 8; k++) {
                line[k] = (short) block[k * 8 + i];
                block[k * 8 + i] = 0;
            }
            if (below == 0) {
                // The short cut for one row of coefficients wraps where the long way saturates.
                Arrays.fill(line, (short) (line[0] << FIRST_PASS_BITS));
            } else {
                saturatingLine(BITS - FIRST_PASS_BITS);
            }
            for (int k = 0; k < 8; k++) {
                work[k * 8 + i] = line[k];
            }
        }
        for (int row = 0; row < 8; row++) {
            System.arraycopy(work, row * 8, line, 0, 8);
            saturatingLine(BITS + FIRST_PASS_BITS + 3);
            long eight = 0;
            for (int i = 0; i < 8; i++) {
                eight |= (long) clamp(line[i] + 128) << 8 * i;
            }
            plane.write(place, row, eight);
        }
    }

    /** One line in place, with the 16-bit sums and the saturation of libjpeg-turbo's {@code jidctint-avx2.asm}. */
    private void saturatingLine(int shift) {
        int[] c = line;
        int half = 1 << shift - 1;
        int even2 = c[2] * 4433 + c[6] * (4433 - 15137);
        int even3 = c[2] * (4433 + 6270) + c[6] * 4433;
        int sum = ((short) (c[0] + c[4]) << BITS) + half;
        int difference = ((short) (c[0] - c[4]) << BITS) + half;
        int sum3 = (short) (c[7] + c[3]);
        int sum4 = (short) (c[5] + c[1]);
        int z3 = sum3 * (9633 - 16069) + sum4 * 9633;
        int z4 = sum3 * 9633 + sum4 * (9633 - 3196);
        int o0 = c[7] * (2446 - 7373) - c[1] * 7373 + z3;
        int o1 = c[5] * (16819 - 20995) - c[3] * 20995 + z4;
        int o2 = c[3] * (25172 - 20995) - c[5] * 20995 + z3;
        int o3 = c[1] * (12299 - 7373) - c[7] * 7373 + z4;
        c[0] = saturate(sum + even3 + o3 >> shift);
        c[7] = saturate(sum + even3 - o3 >> shift);
        c[1] = saturate(difference + even2 + o2 >> shift);
        c[6] = saturate(difference + even2 - o2 >> shift);
        c[2] = saturate(difference - even2 + o1 >> shift);
        c[5] = saturate(difference - even2 - o1 >> shift);
        c[3] = saturate(sum - even3 + o0 >> shift);
        c[4] = saturate(sum - even3 - o0 >> shift);
    }

    private static int saturate(int value) {
        return Math.max(Short.MIN_VALUE, Math.min(Short.MAX_VALUE, value));
    }

    private static int clamp(int value) {
        return (value & ~255) == 0 ? value : value < 0 ? 0 : 255;
    }
}
