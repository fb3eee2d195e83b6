package io.clipstream.clip.webp;

import java.io.EOFException;
import java.io.IOException;

/** What a VP8 key frame says before its macroblocks (RFC 6386, sections 9 and 19.2). */
final class Vp8Header {
    /** Bytes before the first partition: frame tag, start code, size. */
    private static final int FRAME_TAG = 10;

    private static final int SEGMENTS = 4;

    /** Width and height in pixels. */
    final int width;

    final int height;

    /** The first partition; once this header is read, it goes on with the macroblocks' modes. */
    final BoolReader modes;

    /** Token partitions; row r of macroblocks is in number r modulo their count. */
    final BoolReader[] partitions;

    /** Probabilities of the segment tree; null where all macroblocks are of segment 0. */
    final int[] segmentTree;

    /** By segment: steps of Y constant, Y other, Y2 constant, Y2 other, chroma constant, chroma other. */
    final int[][] steps = new int[SEGMENTS][];

    /** By segment, then by whether the macroblock is predicted in 4 × 4 blocks: strength of the loop filter, 0 to 63. */
    final int[][] filterLevels = new int[SEGMENTS][2];

    final boolean simpleFilter;
    final int sharpness;

    /** Token probabilities, laid out as {@link Vp8Tables#COEFFICIENTS}. */
    final int[] coefficients = new int[Vp8Tables.COEFFICIENTS.length];

    /** Probability that a macroblock has tokens; -1 where every one has. */
    final int skipProbability;

    Vp8Header(byte[] b, int from, int end) throws IOException {
        if (end - from < FRAME_TAG) {
            throw new EOFException();
        }
        int tag = b[from] & 0xff | (b[from + 1] & 0xff) << 8 | (b[from + 2] & 0xff) << 16;
        boolean keyFrame = (tag & 1) == 0 && (tag >> 1 & 7) <= 3 && (tag >> 4 & 1) == 1;
        if (!keyFrame || b[from + 3] != (byte) 0x9d || b[from + 4] != 0x01 || b[from + 5] != 0x2a) {
            throw new IOException("the lossy picture does not begin with a key frame");
        }
        width = Bytes.word(b, from + 6) & 0x3fff;
        height = Bytes.word(b, from + 8) & 0x3fff;
        int first = from + FRAME_TAG;
        int second = first + (tag >> 5);
        if (second > end) {
            throw new EOFException();
        }
        modes = new BoolReader(b, first, second);
        modes.number(2); // colour space and clamping, the same for every still picture
        boolean segmented = modes.flag();
        boolean hasMap = segmented && modes.flag();
        int[][] segments = new int[2][SEGMENTS];
        boolean absolute = segmented && readSegments(segments);
        segmentTree = hasMap ? segmentTree() : null;
        simpleFilter = modes.flag();
        int level = modes.number(6);
        sharpness = modes.number(3);
        int[] deltas = filterDeltas();
        for (int s = 0; s < SEGMENTS && level > 0; s++) {
            int base = (absolute ? 0 : level) + segments[1][s];
            filterLevels[s][0] = clamp(base + deltas[0], 63);
            filterLevels[s][1] = clamp(base + deltas[0] + deltas[1], 63);
        }
        partitions = partitions(b, second, end);
        readSteps(segments[0], absolute);
        modes.flag(); // whether the probabilities outlive the frame
        for (int i = 0; i < coefficients.length; i++) {
            boolean replaced = modes.bit(Vp8Tables.COEFFICIENT_UPDATES[i] & 0xff) == 1;
            coefficients[i] = replaced ? modes.number(8) : Vp8Tables.COEFFICIENTS[i] & 0xff;
        }
        skipProbability = modes.flag() ? modes.number(8) : -1;
    }

    /** Quantiser and filter strength of each segment; says whether they replace the frame's own instead of adding to it. */
    private boolean readSegments(int[][] segments) {
        if (!modes.flag()) {
            return true;
        }
        boolean absolute = modes.flag();
        for (int kind = 0; kind < 2; kind++) {
            for (int s = 0; s < SEGMENTS; s++) {
                segments[kind][s] = modes.optionalSigned(7 - kind);
            }
        }
        return absolute;
    }

    private int[] segmentTree() {
        int[] tree = new int[3];
        for (int i = 0; i < tree.length; i++) {
            tree[i] = modes.flag() ? modes.number(8) : 255;
        }
        return tree;
    }

    /** What is added to the filter's strength in a key frame, and what besides for 4 × 4 prediction. */
    private int[] filterDeltas() {
        int[] deltas = new int[8];
        if (modes.flag() && modes.flag()) {
            for (int i = 0; i < deltas.length; i++) {
                deltas[i] = modes.optionalSigned(6);
            }
        }
        return new int[] {deltas[0], deltas[4]};
    }

    private BoolReader[] partitions(byte[] b, int from, int end) throws IOException {
        int count = 1 << modes.number(2);
        int at = from + 3 * (count - 1);
        if (at >= end) {
            throw new EOFException();
        }
        BoolReader[] readers = new BoolReader[count];
        for (int i = 0; i < count; i++) {
            int size = i < count - 1 ? Bytes.triple(b, from + 3 * i) : end;
            int next = Math.min(size, end - at) + at;
            readers[i] = new BoolReader(b, at, next);
            at = next;
        }
        return readers;
    }

    private void readSteps(int[] quantisers, boolean absolute) {
        int base = modes.number(7);
        int[] deltas = new int[5];
        for (int i = 0; i < deltas.length; i++) {
            deltas[i] = modes.optionalSigned(4);
        }
        for (int s = 0; s < SEGMENTS; s++) {
            int q = (absolute ? 0 : base) + quantisers[s];
            steps[s] = new int[] {
                Vp8Tables.DC_STEPS[clamp(q + deltas[0], 127)],
                Vp8Tables.AC_STEPS[clamp(q, 127)],
                Vp8Tables.DC_STEPS[clamp(q + deltas[1], 127)] * 2,
                Math.max(8, Vp8Tables.AC_STEPS[clamp(q + deltas[2], 127)] * 155 / 100),
                Vp8Tables.DC_STEPS[clamp(q + deltas[3], 117)],
                Vp8Tables.AC_STEPS[clamp(q + deltas[4], 127)]
            };
        }
    }

    private static int clamp(int value, int max) {
        return Math.max(0, Math.min(max, value));
    }
}
