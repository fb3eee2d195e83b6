package io.clipstream.clip.webp;

import java.util.HexFormat;

/**
 * The slanted predictions of a 4 × 4 block (RFC 6386, section 12.3) as tables over the samples at its edge.
 *
 * <p>An entry's low four bits say where on the edge (0 to 12, from the bottom left up, then right), its high ones what is
 * taken there: 0 the sample, 1 the mean of it and the next, 2 the smoothed three from it on, 3 and 4 the same three at the
 * first and last end, where the end repeats.
 */
final class Vp8Slants {
    private static final int FIRST_MODE = 4;

    private static final byte[][] TABLES = {
        HexFormat.of().parseHex("25262728262728292728292a28292a40") /* down and left */,
        HexFormat.of().parseHex("23242526222324252122232420212223") /* down and right */,
        HexFormat.of().parseHex("14151617232425262214151621232425") /* mostly down, right */,
        HexFormat.of().parseHex("1516171825262728161718292627282a") /* mostly down, left */,
        HexFormat.of().parseHex("13232425122213231121122210201121") /* mostly right, down */,
        HexFormat.of().parseHex("12211120112010301030000000000000") /* mostly right, up */
    };

    private Vp8Slants() {}

    /** Sixteen entries, row by row, for a mode from 4 to 9. */
    static byte[] of(int mode) {
        return TABLES[mode - FIRST_MODE];
    }
}
