package io.clipstream.clip.webp;

import java.util.Arrays;

/** Reads how each macroblock is predicted, left to right, row by row (RFC 6386, sections 10 and 11); one thread's own. */
final class Vp8Modes {
    /** Modes of prediction; a whole macroblock has one of the first four. */
    static final int DC = 0;

    static final int TRUE_MOTION = 1;
    static final int VERTICAL = 2;
    static final int HORIZONTAL = 3;

    // Inner nodes lead on to a pair of entries; a leaf is a mode, negated.
    private static final int[] TREE = {
        -DC, 2, -TRUE_MOTION, 4, -VERTICAL, 6, 8, 12, -3, 10, -5, -6, -4, 14, -7, 16, -8, -9
    };

    private final Vp8Header header;
    private final BoolReader bits;
    private final byte[] above;
    private final byte[] left = new byte[4];

    /** Of the macroblock read last: its segment, 0 to 3. */
    int segment;

    /** Whether it has no tokens. */
    boolean skipped;

    /** Whether it is predicted in 4 × 4 blocks, by {@link #blocks}, instead of whole, by {@link #luma}. */
    boolean inBlocks;

    int luma;
    final int[] blocks = new int[16];
    int chroma;

    Vp8Modes(Vp8Header header, int columns) {
        this.header = header;
        this.bits = header.modes;
        this.above = new byte[4 * columns];
    }

    void startRow() {
        Arrays.fill(left, (byte) DC);
    }

    void read(int column) {
        int[] tree = header.segmentTree;
        if (tree != null) {
            segment = bits.bit(tree[0]) == 0 ? bits.bit(tree[1]) : 2 + bits.bit(tree[2]);
        }
        skipped = header.skipProbability >= 0 && bits.bit(header.skipProbability) == 1;
        inBlocks = bits.bit(145) == 0;
        if (inBlocks) {
            readBlocks(4 * column);
        } else {
            luma = bits.bit(156) == 1
                    ? bits.bit(128) == 1 ? TRUE_MOTION : HORIZONTAL
                    : bits.bit(163) == 1 ? VERTICAL : DC;
            Arrays.fill(above, 4 * column, 4 * column + 4, (byte) luma);
            Arrays.fill(left, (byte) luma);
        }
        if (bits.bit(142) == 0) {
            chroma = DC;
        } else if (bits.bit(114) == 0) {
            chroma = VERTICAL;
        } else {
            chroma = bits.bit(183) == 1 ? TRUE_MOTION : HORIZONTAL;
        }
    }

    private void readBlocks(int first) {
        for (int y = 0; y < 4; y++) {
            int mode = left[y];
            for (int x = 0; x < 4; x++) {
                int probabilities = (above[first + x] * 10 + mode) * 9;
                int node = 0;
                do {
                    node = TREE[node + bits.bit(Vp8Tables.BLOCK_MODES[probabilities + (node >> 1)] & 0xff)];
                } while (node > 0);
                mode = -node;
                above[first + x] = (byte) mode;
                blocks[4 * y + x] = mode;
            }
            left[y] = (byte) mode;
        }
    }
}
