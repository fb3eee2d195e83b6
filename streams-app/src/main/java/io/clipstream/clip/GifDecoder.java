package io.clipstream.clip;

import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;

/** Decodes the first frame of one GIF onto its screen, and refuses broken data where the JDK's reader would guess. */
final class GifDecoder {
    private static final int HAS_PALETTE = 0x80;
    private static final int INTERLACED = 0x40;
    private static final int GRAPHIC_CONTROL = 0xf9;

    private final byte[] encoded;
    private final long maxPixels;
    private int at;

    GifDecoder(byte[] encoded, long maxPixels) {
        this.encoded = encoded;
        this.maxPixels = maxPixels;
    }

    RgbImage decode() throws IOException, ImageFormatException {
        at = 6; // after the signature
        int width = word();
        int height = word();
        int flags = octet();
        at += 2;
        int[] palette = palette(flags, grey());
        int transparent = 0;
        for (int kind = octet(); kind != ','; kind = octet()) {
            if (kind == ';') {
                throw new IOException("there is no picture in it");
            } else if (kind == '!') {
                boolean isControl = octet() == GRAPHIC_CONTROL;
                if (isControl && at + 4 < encoded.length && encoded[at] >= 4 && (encoded[at + 1] & 1) == 1) {
                    transparent = encoded[at + 4] & 0xff;
                }
                skipBlocks();
            }
        }
        int left = word();
        int top = word();
        int across = word();
        int down = word();
        int frameFlags = octet();
        palette = palette(frameFlags, palette);
        JdkImages.checkSize("GIF", across, down, maxPixels);
        RgbImage screen = screen(Math.max(width, left + across), Math.max(height, top + down), palette[transparent]);
        byte[] indices = GifPixels.read(encoded, at, across * down);
        for (int i = 0; i < down; i++) {
            int y = top + ((frameFlags & INTERLACED) != 0 ? interlacedRow(i, down) : i);
            int to = (y * screen.width() + left) * 3;
            for (int x = 0; x < across; x++, to += 3) {
                put(screen.rgb(), to, palette[indices[i * across + x] & 0xff]);
            }
        }
        return screen;
    }

    // As Pillow: what the first frame leaves open has the transparent index, else index 0.
    private RgbImage screen(int width, int height, int background) throws ImageFormatException {
        JdkImages.checkSize("GIF", width, height, maxPixels);
        RgbImage screen = RgbImage.blank(width, height);
        for (int i = 0; i < screen.rgb().length; i += 3) {
            put(screen.rgb(), i, background);
        }
        return screen;
    }

    private static void put(byte[] rgb, int at, int colour) {
        rgb[at] = (byte) (colour >> 16);
        rgb[at + 1] = (byte) (colour >> 8);
        rgb[at + 2] = (byte) colour;
    }

    /** The row of the screen where the {@code i}th row of an interlaced frame belongs. */
    private static int interlacedRow(int i, int rows) {
        int eighths = rows + 7 >> 3;
        int quarters = rows + 3 >> 2;
        int halves = rows + 1 >> 1;
        if (i < eighths) {
            return 8 * i;
        } else if (i < quarters) {
            return 8 * (i - eighths) + 4;
        }
        return i < halves ? 4 * (i - quarters) + 2 : 2 * (i - halves) + 1;
    }

    /** The palette that follows, if the flags say so; the colours that it lacks are black, as in Pillow. */
    private int[] palette(int flags, int[] otherwise) throws EOFException {
        if ((flags & HAS_PALETTE) == 0) {
            return otherwise;
        }
        int[] palette = new int[256];
        for (int i = 0; i < 2 << (flags & 7); i++) {
            palette[i] = octet() << 16 | octet() << 8 | octet();
        }
        return palette;
    }

    /** The colours of a file that has no palette. */
    private static int[] grey() {
        int[] palette = new int[256];
        Arrays.setAll(palette, i -> i * 0x010101);
        return palette;
    }

    private void skipBlocks() throws EOFException {
        for (int size = octet(); size > 0; size = octet()) {
            at += size;
        }
    }

    private int octet() throws EOFException {
        if (at >= encoded.length) {
            throw new EOFException();
        }
        return encoded[at++] & 0xff;
    }

    private int word() throws EOFException {
        return octet() | octet() << 8;
    }
}
