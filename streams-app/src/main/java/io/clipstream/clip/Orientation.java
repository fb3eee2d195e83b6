package io.clipstream.clip;

import com.drew.lang.ByteArrayReader;
import com.drew.metadata.Metadata;
import com.drew.metadata.exif.ExifIFD0Directory;
import com.drew.metadata.exif.ExifReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The EXIF orientation of a photograph: which way up the camera was held. */
final class Orientation {
    private static final Pattern XMP = Pattern.compile("tiff:Orientation(?:=\"|>)([0-9])");

    private static final byte[] NAME = {'E', 'x', 'i', 'f', 0, 0};

    private Orientation() {}

    /** The orientation, 1 to 8, in {@code length} bytes of EXIF; 0 if it says nothing. */
    static int fromExif(byte[] bytes, int from, int length) {
        int start = from;
        int end = from + length;
        // The name that EXIF has within a JPEG, which some writers keep elsewhere.
        while (end - start >= NAME.length && Arrays.equals(bytes, start, start + NAME.length, NAME, 0, NAME.length)) {
            start += NAME.length;
        }
        Metadata metadata = new Metadata();
        new ExifReader().extract(new ByteArrayReader(Arrays.copyOfRange(bytes, start, end)), metadata);
        ExifIFD0Directory directory = metadata.getFirstDirectoryOfType(ExifIFD0Directory.class);
        Integer value = directory == null ? null : directory.getInteger(ExifIFD0Directory.TAG_ORIENTATION);
        return value == null ? 0 : known(value);
    }

    /** The orientation in {@code length} bytes of XMP, found as Pillow finds it; 0 if it says nothing. */
    static int fromXmp(byte[] bytes, int from, int length) {
        Matcher matcher = XMP.matcher(new String(bytes, from, length, StandardCharsets.ISO_8859_1));
        return matcher.find() ? known(Integer.parseInt(matcher.group(1))) : 0;
    }

    private static int known(int value) {
        return value < 1 || value > 8 ? 1 : value;
    }

    /** {@code image} turned so that up is up; an orientation of 0 means that none is known. */
    static RgbImage upright(RgbImage image, int orientation) {
        if (orientation <= 1) {
            return image;
        }
        int width = image.width();
        int height = image.height();
        boolean swapped = orientation >= 5;
        RgbImage out = swapped ? RgbImage.blank(height, width) : RgbImage.blank(width, height);
        // Where the file's first pixel goes, and how far one step right or down in the file moves.
        boolean mirrored = orientation == 2 || orientation == 3 || orientation == 6 || orientation == 7;
        boolean flipped = orientation == 3 || orientation == 4 || orientation == 7 || orientation == 8;
        int startX = mirrored ? out.width() - 1 : 0;
        int startY = flipped ? out.height() - 1 : 0;
        int alongX = mirrored ? -1 : 1;
        int alongY = (flipped ? -1 : 1) * out.width();
        int right = swapped ? alongY : alongX;
        int down = swapped ? alongX : alongY;
        int start = startY * out.width() + startX;
        int in = 0;
        for (int y = 0; y < height; y++) {
            int to = start + y * down;
            for (int x = 0; x < width; x++, in += 3, to += right) {
                out.rgb()[to * 3] = image.rgb()[in];
                out.rgb()[to * 3 + 1] = image.rgb()[in + 1];
                out.rgb()[to * 3 + 2] = image.rgb()[in + 2];
            }
        }
        return out;
    }
}
