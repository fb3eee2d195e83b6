package io.clipstream.clip;

/** Pixels read column by column, as a horizontal pass over whole columns wants them; owned by one thread. */
interface PixelColumns {
    /** Width of the whole image, in pixels. */
    int width();

    /** Height of the whole image, in pixels. */
    int height();

    /** Entries of one column. */
    int length();

    /** The image row at entry {@code i}, in any order; entries of rows that nobody asked for hold anything. */
    int row(int i);

    /** Writes column {@code x}, 0 to 255 by entry, to the first {@link #length} places of each array. */
    void read(int x, int[] red, int[] green, int[] blue);
}
