package io.clipstream.clip.webp;

import java.util.Arrays;

/** Reads the coefficients of each macroblock and dequantises them (RFC 6386, sections 13 and 14); one thread's own. */
final class Vp8Residuals {
    private static final int[] ZIGZAG = {0, 1, 4, 8, 5, 2, 3, 6, 9, 12, 13, 10, 7, 11, 14, 15};

    /** Offset of the probabilities of a coefficient's place; one more, so that the place after the last has any. */
    private static final int[] BANDS = {0, 33, 66, 99, 198, 132, 165, 198, 198, 198, 198, 198, 198, 198, 198, 231, 0};

    private static final int CONTEXT = 11;
    private static final int TYPE = 8 * 3 * CONTEXT;

    /** Probabilities of the extra bits of the token categories 3 to 6. */
    private static final int[][] CATEGORIES = {
        {173, 148, 140},
        {176, 155, 140, 135},
        {180, 157, 141, 134, 130},
        {254, 254, 243, 230, 196, 177, 153, 140, 133, 130, 129}
    };

    // Per macroblock: whether each block at the edge has coefficients: 4 of Y, 2 of U, 2 of V, 1 of Y2.
    private static final int EDGE = 9;

    private final int[] probabilities;
    private final byte[] above;
    private final byte[] left = new byte[EDGE];

    /** Of the macroblock read last: 16 blocks of Y, 4 of U, 4 of V, each of 16 coefficients, dequantised. */
    final short[] coefficients = new short[24 * 16];

    private final short[] constants = new short[16];

    Vp8Residuals(int[] probabilities, int columns) {
        this.probabilities = probabilities;
        this.above = new byte[EDGE * columns];
    }

    void startRow() {
        Arrays.fill(left, (byte) 0);
    }

    /** A macroblock without tokens; the one below still sees the Y2 above this one if this one has none. */
    void skip(int column, boolean inBlocks) {
        int count = inBlocks ? EDGE - 1 : EDGE;
        Arrays.fill(above, EDGE * column, EDGE * column + count, (byte) 0);
        Arrays.fill(left, 0, count, (byte) 0);
    }

    /** Reads one macroblock's coefficients; says whether there are any besides those of Y2. */
    boolean read(BoolReader tokens, int column, boolean inBlocks, int[] steps) {
        Arrays.fill(coefficients, (short) 0);
        int top = EDGE * column;
        if (!inBlocks) {
            Arrays.fill(constants, (short) 0);
            int last = read(tokens, 1, above[top + 8] + left[8], steps[2], steps[3], 0, constants, 0);
            left[8] = above[top + 8] = (byte) (last > 0 ? 1 : 0);
            Vp8Transform.walshHadamard(constants, coefficients);
        }
        boolean any = plane(tokens, inBlocks ? 3 : 0, top, 0, 4, steps, 0, 0);
        any |= plane(tokens, 2, top, 4, 2, steps, 4, 16);
        any |= plane(tokens, 2, top, 6, 2, steps, 4, 20);
        return any;
    }

    private boolean plane(
            BoolReader tokens, int type, int top, int edge, int side, int[] steps, int step, int firstBlock) {
        int first = type == 0 ? 1 : 0;
        boolean any = false;
        for (int y = 0; y < side; y++) {
            for (int x = 0; x < side; x++) {
                int context = above[top + edge + x] + left[edge + y];
                int at = (firstBlock + y * side + x) * 16;
                int last = read(tokens, type, context, steps[step], steps[step + 1], first, coefficients, at);
                above[top + edge + x] = left[edge + y] = (byte) (last > first ? 1 : 0);
                // The constant may have come by way of Y2.
                any |= last > 1 || coefficients[at] != 0;
            }
        }
        return any;
    }

    /** Reads one block; the place after its last token. */
    private int read(BoolReader tokens, int type, int context, int dcStep, int acStep, int first, short[] to, int at) {
        int ofType = type * TYPE;
        int p = ofType + BANDS[first] + context * CONTEXT;
        for (int n = first; n < 16; n++) {
            if (tokens.bit(probabilities[p]) == 0) {
                return n;
            }
            while (tokens.bit(probabilities[p + 1]) == 0) {
                if (++n == 16) {
                    return 16;
                }
                p = ofType + BANDS[n];
            }
            int next = ofType + BANDS[n + 1];
            int value = 1;
            if (tokens.bit(probabilities[p + 2]) == 0) {
                p = next + CONTEXT;
            } else {
                value = large(tokens, p);
                p = next + 2 * CONTEXT;
            }
            int signed = tokens.bit(128) == 1 ? -value : value;
            to[at + ZIGZAG[n]] = (short) (signed * (n > 0 ? acStep : dcStep));
        }
        return 16;
    }

    private int large(BoolReader tokens, int p) {
        if (tokens.bit(probabilities[p + 3]) == 0) {
            return tokens.bit(probabilities[p + 4]) == 0 ? 2 : 3 + tokens.bit(probabilities[p + 5]);
        }
        if (tokens.bit(probabilities[p + 6]) == 0) {
            if (tokens.bit(probabilities[p + 7]) == 0) {
                return 5 + tokens.bit(159);
            }
            int high = tokens.bit(165);
            return 7 + 2 * high + tokens.bit(145);
        }
        int high = tokens.bit(probabilities[p + 8]);
        int category = 2 * high + tokens.bit(probabilities[p + 9 + high]);
        int extra = 0;
        for (int probability : CATEGORIES[category]) {
            extra = extra << 1 | tokens.bit(probability);
        }
        return 3 + (8 << category) + extra;
    }
}
