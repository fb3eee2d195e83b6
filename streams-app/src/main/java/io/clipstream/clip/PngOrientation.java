package io.clipstream.clip;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** What the chunks of one PNG say about its orientation, in the order in which Pillow believes them. */
final class PngOrientation {
    private static final int EXIF = 0x65584966;
    private static final int TEXT = 0x74455874;
    private static final int COMPRESSED_TEXT = 0x7a545874;
    private static final int INTERNATIONAL_TEXT = 0x69545874;
    private static final String RAW_EXIF = "Raw profile type exif\0";
    private static final String XMP = "XML:com.adobe.xmp\0";

    /** Longer texts are passed over: they may be a small file's way to much memory. */
    private static final int MAX_TEXT = 1 << 20;

    private int fromExif = -1;
    private int fromRawProfile;
    private int fromXmp;

    /** The orientation, 1 to 8; 0 if no chunk said anything. */
    int value() {
        int exif = fromExif >= 0 ? fromExif : fromRawProfile;
        return exif > 0 ? exif : fromXmp;
    }

    /** Looks at one chunk: {@code length} bytes of data at {@code from}. */
    void look(int type, byte[] b, int from, int length) {
        if (type == EXIF) {
            fromExif = Orientation.fromExif(b, from, length);
        } else if (type == TEXT && starts(b, from, length, RAW_EXIF)) {
            int skip = RAW_EXIF.length();
            rawProfile(new String(b, from + skip, length - skip, StandardCharsets.ISO_8859_1));
        } else if (type == COMPRESSED_TEXT && starts(b, from, length, RAW_EXIF)) {
            int skip = RAW_EXIF.length() + 1;
            rawProfile(new String(inflated(b, from + skip, length - skip), StandardCharsets.ISO_8859_1));
        } else if (type == INTERNATIONAL_TEXT && starts(b, from, length, XMP) && length > XMP.length() + 2) {
            xmp(b, from, length);
        }
    }

    /** Hexadecimal digits in lines, after an empty one, the profile's name and its length. */
    private void rawProfile(String text) {
        String[] lines = text.split("\n", 4);
        String digits = lines.length < 4 ? "" : lines[3].replaceAll("\\s", "");
        if (digits.matches("([0-9a-fA-F]{2})+")) {
            byte[] exif = HexFormat.of().parseHex(digits);
            fromRawProfile = Orientation.fromExif(exif, 0, exif.length);
        }
    }

    private void xmp(byte[] b, int from, int length) {
        int end = from + length;
        int at = from + XMP.length();
        boolean compressed = b[at] != 0;
        at = afterZero(b, afterZero(b, at + 2, end), end); // language, translated keyword
        byte[] text = compressed ? inflated(b, at, end - at) : null;
        fromXmp = compressed ? Orientation.fromXmp(text, 0, text.length) : Orientation.fromXmp(b, at, end - at);
    }

    private static int afterZero(byte[] b, int from, int end) {
        int at = from;
        while (at < end && b[at] != 0) {
            at++;
        }
        return Math.min(end, at + 1);
    }

    private static byte[] inflated(byte[] b, int from, int length) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Inflater inflater = new Inflater();
        try {
            inflater.setInput(b, from, Math.max(0, length));
            byte[] part = new byte[4096];
            for (int n = inflater.inflate(part); n > 0 && out.size() < MAX_TEXT; n = inflater.inflate(part)) {
                out.write(part, 0, n);
            }
            return inflater.finished() ? out.toByteArray() : new byte[0];
        } catch (DataFormatException e) {
            return new byte[0]; // a damaged note, not a damaged picture
        } finally {
            inflater.end();
        }
    }

    private static boolean starts(byte[] b, int from, int length, String keyword) {
        return length > keyword.length()
                && new String(b, from, keyword.length(), StandardCharsets.ISO_8859_1).equals(keyword);
    }
}
