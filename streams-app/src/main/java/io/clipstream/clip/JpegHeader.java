package io.clipstream.clip;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What the markers before the first scan of a JPEG say.
 *
 * @param isYcc whether the first three components are luminance and chrominance, by the rules of libjpeg
 * @param orientation EXIF orientation, 1 to 8; where EXIF says nothing, that of XMP; 0 if neither does
 * @param sampling by component, 16 times the horizontal sampling factor plus the vertical one
 */
record JpegHeader(int width, int height, boolean isYcc, int orientation, List<Integer> sampling) {
    private static final int START_OF_SCAN = 0xda;
    private static final int END_OF_IMAGE = 0xd9;

    /** Reads the markers and refuses, by name, the processes that are not decoded here. */
    static JpegHeader read(byte[] b) throws ImageFormatException {
        boolean jfif = false;
        int adobe = -1;
        int orientation = 0;
        int xmp = 0;
        int frame = -1;
        int at = 2;
        while (true) {
            while (at < b.length && (b[at] & 0xff) != 0xff) {
                at++;
            }
            while (at < b.length && (b[at] & 0xff) == 0xff) {
                at++;
            }
            int marker = at < b.length ? b[at++] & 0xff : END_OF_IMAGE;
            if (marker == START_OF_SCAN || marker == END_OF_IMAGE) {
                break;
            }
            if (marker <= 0x01 || marker >= 0xd0 && marker <= 0xd7) {
                continue;
            }
            int length = at + 2 <= b.length ? word(b, at) : 0;
            if (length < 2 || at + length > b.length) {
                throw new ImageFormatException("corrupt JPEG: the file is cut short in its header");
            }
            if (marker == 0xe0 && starts(b, at, length, "JFIF\0")) {
                jfif = true;
            } else if (marker == 0xe1 && starts(b, at, length, "Exif\0\0") && orientation == 0) {
                orientation = Orientation.fromExif(b, at + 8, length - 8);
            } else if (marker == 0xe1 && starts(b, at, length, "http://ns.adobe.com/xap/1.0/\0")) {
                xmp = Orientation.fromXmp(b, at + 2, length - 2);
            } else if (marker == 0xee && length >= 14 && starts(b, at, length, "Adobe")) {
                adobe = b[at + 13] & 0xff;
            } else if (isFrame(marker)) {
                checkProcess(marker);
                frame = at;
            }
            at += length;
        }
        if (frame < 0 || word(b, frame) < 8) {
            throw new ImageFormatException("corrupt JPEG: no frame header before the pixels");
        }
        return of(b, frame, jfif, adobe, orientation == 0 ? xmp : orientation);
    }

    private static JpegHeader of(byte[] b, int frame, boolean jfif, int adobe, int orientation)
            throws ImageFormatException {
        int bits = b[frame + 2] & 0xff;
        int components = b[frame + 7] & 0xff;
        if (bits != 8) {
            throw new ImageFormatException("JPEG with " + bits + " bits a sample is not supported; expected 8");
        }
        if (components != 1 && components != 3 && components != 4 || word(b, frame) < 8 + 3 * components) {
            throw new ImageFormatException(
                    "JPEG with " + components + " components is not supported; expected 1, 3 or 4");
        }
        // Of four components, the first three are so where Adobe's marker gives any transform.
        boolean ycc = components == 3 || components == 4 && adobe > 0;
        if (components == 3 && !jfif) {
            // Without JFIF's word for it: Adobe's marker, then the letters R, G, B as component names.
            boolean letters = b[frame + 8] == 'R' && b[frame + 11] == 'G' && b[frame + 14] == 'B';
            ycc = adobe >= 0 ? adobe != 0 : !letters;
        }
        List<Integer> sampling = new ArrayList<>();
        for (int i = 0; i < components; i++) {
            sampling.add(b[frame + 9 + 3 * i] & 0xff);
        }
        return new JpegHeader(word(b, frame + 5), word(b, frame + 3), ycc, orientation, sampling);
    }

    /** Whether component {@code i} is stored with every column, but with every second row only. */
    boolean hasHalfTheRows(int i) {
        int across = sampling.stream().mapToInt(s -> s >> 4).max().orElseThrow();
        int down = sampling.stream().mapToInt(s -> s & 15).max().orElseThrow();
        return sampling.get(i) >> 4 == across && (sampling.get(i) & 15) * 2 == down;
    }

    private static boolean isFrame(int marker) {
        return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
    }

    private static void checkProcess(int marker) throws ImageFormatException {
        if (marker > 0xc8) {
            throw new ImageFormatException("arithmetic-coded JPEG is not supported; expected Huffman coding");
        } else if (marker == 0xc3) {
            throw new ImageFormatException("lossless JPEG is not supported; expected baseline or progressive");
        } else if (marker > 0xc3) {
            throw new ImageFormatException("hierarchical JPEG is not supported; expected baseline or progressive");
        }
    }

    private static boolean starts(byte[] b, int at, int length, String signature) {
        byte[] s = signature.getBytes(StandardCharsets.ISO_8859_1);
        return length >= 2 + s.length && Arrays.equals(b, at + 2, at + 2 + s.length, s, 0, s.length);
    }

    private static int word(byte[] b, int at) {
        return (b[at] & 0xff) << 8 | b[at + 1] & 0xff;
    }
}
