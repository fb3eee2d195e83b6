package io.clipstream.clip;

/** How often a JPEG makes its decoder go through all of the image. */
final class JpegScans {
    private static final int START_OF_SCAN = 0xda;
    private static final int END_OF_IMAGE = 0xd9;

    /** A hundred megapixels twenty times; progressive files have some ten scans, which cost seconds only here. */
    private static final long MOST_VISITS = 1L << 31;

    private JpegScans() {}

    /** Refuses a file of so many scans that a few bytes each would keep a thread busy for minutes. */
    static void check(byte[] encoded, JpegHeader header) throws ImageFormatException {
        long pixels = (long) header.width() * header.height();
        // No scan is shorter than its header of eight bytes.
        if (encoded.length / 8 <= MOST_VISITS / pixels) {
            return;
        }
        int scans = count(encoded);
        if (scans > MOST_VISITS / pixels) {
            throw new ImageFormatException("JPEG of " + header.width() + " × " + header.height() + " pixels in " + scans
                    + " scans is too much work; at most " + MOST_VISITS / pixels + " scans of that size are decoded");
        }
    }

    private static int count(byte[] b) {
        int scans = 0;
        int at = 2;
        while (at + 1 < b.length) {
            int marker = b[at] == -1 ? b[at + 1] & 0xff : 0;
            if (marker <= 0x01 || marker == 0xff || marker >= 0xd0 && marker <= 0xd7) {
                at++;
            } else if (marker == END_OF_IMAGE || at + 3 >= b.length) {
                break;
            } else {
                scans += marker == START_OF_SCAN ? 1 : 0;
                at += 2 + Math.max(2, (b[at + 2] & 0xff) << 8 | b[at + 3] & 0xff);
            }
        }
        return scans;
    }
}
