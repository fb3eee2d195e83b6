package io.clipstream.clip.jpeg;

/** The order in which a JPEG stores the 64 coefficients of a block. */
final class Zigzag {
    /** By place in the file, the place in the block, row by row. */
    static final int[] NATURAL = new int[64];

    static {
        int row = 0;
        int column = 0;
        for (int k = 0; k < 64; k++) {
            NATURAL[k] = row * 8 + column;
            boolean up = (row + column) % 2 == 0;
            if (up ? column == 7 : row == 7) {
                row += up ? 1 : 0;
                column += up ? 0 : 1;
            } else if (up ? row == 0 : column == 0) {
                row += up ? 0 : 1;
                column += up ? 1 : 0;
            } else {
                row += up ? -1 : 1;
                column += up ? 1 : -1;
            }
        }
    }

    private Zigzag() {}
}
