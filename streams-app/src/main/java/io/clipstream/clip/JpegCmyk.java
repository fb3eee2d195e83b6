package io.clipstream.clip;

/** A JPEG's cyan, magenta, yellow and black to RGB as Pillow converts them: inverted as Adobe stores them, no profile. */
final class JpegCmyk {
    private JpegCmyk() {}

    /**
     * Converts interleaved samples of four components.
     *
     * @param isYcc whether the first three are luminance and chrominance
     */
    static void toRgb(byte[] samples, boolean isYcc, byte[] rgb) {
        byte[] inks = new byte[rgb.length];
        for (int i = 0, at = 0; i < rgb.length; i += 3, at += 4) {
            inks[i] = samples[at];
            inks[i + 1] = samples[at + 1];
            inks[i + 2] = samples[at + 2];
        }
        if (isYcc) {
            // What comes out as red, green and blue is the complement of libjpeg's inks, hence what Pillow inverts them
            // to.
            JpegColours.fromYcc(inks, inks);
        }
        for (int i = 0; i < rgb.length; i++) {
            int black = samples[i / 3 * 4 + 3] & 0xff;
            int ink = isYcc ? inks[i] & 0xff : 255 - (inks[i] & 0xff);
            rgb[i] = (byte) Math.max(0, black - scaled(ink, black));
        }
    }

    /** {@code a * b / 255}, rounded. */
    private static int scaled(int a, int b) {
        int product = a * b + 128;
        return (product >> 8) + product >> 8;
    }
}
