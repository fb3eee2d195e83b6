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

    private final byte[] b;

    // Of each kind the last chunk counts, and only that one is read: a file may have any number of them.
    private Chunk exif;
    private Chunk rawProfile;
    private Chunk xmp;

    private record Chunk(int type, int from, int length) {}

    PngOrientation(byte[] encoded) {
        b = encoded;
    }

    /** Notes one chunk: {@code length} bytes of data at {@code from}. */
    void look(int type, int from, int length) {
        Chunk chunk = new Chunk(type, from, length);
        if (type == EXIF) {
            exif = chunk;
        } else if ((type == TEXT || type == COMPRESSED_TEXT) && starts(chunk, RAW_EXIF)) {
            rawProfile = chunk;
        } else if (type == INTERNATIONAL_TEXT && starts(chunk, XMP) && length > XMP.length() + 2) {
            xmp = chunk;
        }
    }

    /** The orientation, 1 to 8; 0 if no chunk said anything. */
    int value() {
        int value = 0;
        if (exif != null) {
            value = Orientation.fromExif(b, exif.from, exif.length);
        } else if (rawProfile != null) {
            value = fromRawProfile(rawProfileText());
        }
        return value > 0 || xmp == null ? value : fromXmp();
    }

    private String rawProfileText() {
        int skip = RAW_EXIF.length() + (rawProfile.type == COMPRESSED_TEXT ? 1 : 0);
        int from = rawProfile.from + skip;
        int length = rawProfile.length - skip;
        return rawProfile.type == COMPRESSED_TEXT
                ? new String(inflated(b, from, length), StandardCharsets.ISO_8859_1)
                : new String(b, from, length, StandardCharsets.ISO_8859_1);
    }

    /** Hexadecimal digits in lines, after an empty one, the profile's name and its length. */
    private static int fromRawProfile(String text) {
        String[] lines = text.split("\n", 4);
        String digits = lines.length < 4 ? "" : lines[3].replaceAll("\\s", "");
        if (!digits.matches("([0-9a-fA-F]{2})+")) {
            return 0;
        }
        byte[] bytes = HexFormat.of().parseHex(digits);
        return Orientation.fromExif(bytes, 0, bytes.length);
    }

    private int fromXmp() {
        int end = xmp.from + xmp.length;
        int at = xmp.from + XMP.length();
        boolean compressed = b[at] != 0;
        at = afterZero(b, afterZero(b, at + 2, end), end); // language, translated keyword
        byte[] text = compressed ? inflated(b, at, end - at) : null;
        return compressed ? Orientation.fromXmp(text, 0, text.length) : Orientation.fromXmp(b, at, end - at);
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

    private boolean starts(Chunk chunk, String keyword) {
        return chunk.length > keyword.length()
                && new String(b, chunk.from, keyword.length(), StandardCharsets.ISO_8859_1).equals(keyword);
    }
}
