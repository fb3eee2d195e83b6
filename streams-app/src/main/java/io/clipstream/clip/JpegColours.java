package io.clipstream.clip;

/** JPEG's colours to RGB, with the 16-bit fixed-point tables of libjpeg's {@code jdcolor.c}. */
final class JpegColours {
    private static final int[] CR_RED = new int[256];
    private static final int[] CB_BLUE = new int[256];
    private static final int[] CR_GREEN = new int[256];
    private static final int[] CB_GREEN = new int[256];

    static {
        for (int i = 0; i < 256; i++) {
            int x = i - 128;
            CR_RED[i] = fixed(1.40200) * x + 0x8000 >> 16;
            CB_BLUE[i] = fixed(1.77200) * x + 0x8000 >> 16;
            CR_GREEN[i] = -fixed(0.71414) * x;
            CB_GREEN[i] = -fixed(0.34414) * x + 0x8000;
        }
    }

    private JpegColours() {}

    private static int fixed(double value) {
        return (int) (value * 65536 + 0.5);
    }

    /** Interleaved Y, Cb, Cr to interleaved R, G, B. */
    static void fromYcc(byte[] ycc, byte[] rgb) {
        for (int i = 0; i < rgb.length; i += 3) {
            int y = ycc[i] & 0xff;
            int cb = ycc[i + 1] & 0xff;
            int cr = ycc[i + 2] & 0xff;
            rgb[i] = clamp(y + CR_RED[cr]);
            rgb[i + 1] = clamp(y + (CB_GREEN[cb] + CR_GREEN[cr] >> 16));
            rgb[i + 2] = clamp(y + CB_BLUE[cb]);
        }
    }

    static void fromGrey(byte[] grey, byte[] rgb) {
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = grey[i / 3];
        }
    }

    private static byte clamp(int value) {
        return (byte) Math.max(0, Math.min(255, value));
    }
}
