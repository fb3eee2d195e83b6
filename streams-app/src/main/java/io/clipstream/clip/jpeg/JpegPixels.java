package io.clipstream.clip.jpeg;

/**
 * The pixels of a decoded JPEG, column by column; valid until its {@link JpegReader} reads another file.
 *
 * <p>Owned by one thread.
 */
public final class JpegPixels {
    private final Frame frame;
    private final boolean ycc;
    private final Units units;
    private final ColumnUpsampler[] components;

    JpegPixels(Frame frame, boolean ycc, Units units, ColumnUpsampler[] components) {
        this.frame = frame;
        this.ycc = ycc;
        this.units = units;
        this.components = components;
    }

    /** Width of the whole image. */
    public int width() {
        return frame.width;
    }

    /** Height of the whole image. */
    public int height() {
        return frame.height;
    }

    /** Entries of one column: those rows that were asked for, and some more. */
    public int length() {
        return (units.bottom() - units.top()) * 8 * frame.maxV;
    }

    /** The image row at entry {@code i} of a column; it may be beyond the last. */
    public int row(int i) {
        int groups = (units.bottom() - units.top()) * 8;
        return (units.top() * 8 + i % groups) * frame.maxV + i / groups;
    }

    /** Writes column {@code x}, 0 to 255 by entry, to the first {@link #length} places of each array. */
    public void read(int x, int[] red, int[] green, int[] blue) {
        int length = length();
        int[] first = components[0].column(x);
        if (frame.components.length == 1) {
            System.arraycopy(first, 0, red, 0, length);
            System.arraycopy(first, 0, green, 0, length);
            System.arraycopy(first, 0, blue, 0, length);
            return;
        }
        int[] second = components[1].column(x);
        int[] third = components[2].column(x);
        if (ycc) {
            YccColumns.red(first, third, red, length);
            YccColumns.green(first, second, third, green, length);
            YccColumns.blue(first, second, blue, length);
        } else {
            System.arraycopy(first, 0, red, 0, length);
            System.arraycopy(second, 0, green, 0, length);
            System.arraycopy(third, 0, blue, 0, length);
        }
    }
}
