package io.clipstream.clip.webp;

import java.io.IOException;

/**
 * The prefix codes of a lossless image: five a group, one group a tile (RFC 9649, section 3.7).
 *
 * @param tileBits a tile has 2 to this power pixels on each side; meaningless where {@code across} is 0
 * @param across tiles in a row; 0 if one group serves all
 * @param groups by tile, the number of its group
 * @param codes by group: green, lengths and cache together, red, blue, alpha, distance
 */
record LosslessCodes(int tileBits, int across, int[] groups, PrefixCode[][] codes) {
    static final int GREEN = 0;
    static final int RED = 1;
    static final int BLUE = 2;
    static final int ALPHA = 3;
    static final int DISTANCE = 4;

    /** Ints for all tables together; a picture of 16 megapixels has needed a tenth of it. */
    private static final int MAX_TABLES = 1 << 24;

    /** Reads the groups' codes; {@code groups} are pixels that hold the group's number in red and green. */
    static LosslessCodes read(LosslessBits bits, int cacheBits, int tileBits, int across, int[] groups)
            throws IOException {
        boolean[] used = new boolean[1 << 16];
        int last = 0;
        for (int i = 0; i < groups.length; i++) {
            groups[i] = groups[i] >> 8 & 0xffff;
            used[groups[i]] = true;
            last = Math.max(last, groups[i]);
        }
        PrefixCode[][] codes = new PrefixCode[last + 1][];
        int size = 0;
        for (int group = 0; group <= last; group++) {
            PrefixCode[] five = {
                PrefixCode.read(bits, 256 + 24 + (cacheBits > 0 ? 1 << cacheBits : 0)),
                PrefixCode.read(bits, 256),
                PrefixCode.read(bits, 256),
                PrefixCode.read(bits, 256),
                PrefixCode.read(bits, 40)
            };
            // A file may say far more groups than it uses.
            codes[group] = used[group] ? five : null;
            for (PrefixCode code : used[group] ? five : new PrefixCode[0]) {
                size += code.size();
            }
            if (size > MAX_TABLES) {
                throw new IOException("more prefix codes than any picture needs");
            }
        }
        return new LosslessCodes(tileBits, across, groups, codes);
    }

    /** The codes of the pixel in column {@code x} and row {@code y}. */
    PrefixCode[] at(int x, int y) {
        return codes[across == 0 ? 0 : groups[(y >> tileBits) * across + (x >> tileBits)]];
    }

    /** The first column after {@code x} where other codes may hold. */
    int endOfTile(int x) {
        return across == 0 ? Integer.MAX_VALUE : (x >> tileBits) + 1 << tileBits;
    }
}
