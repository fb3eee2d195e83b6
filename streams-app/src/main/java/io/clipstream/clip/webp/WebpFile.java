package io.clipstream.clip.webp;

import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A WebP file: its size, its metadata and its first picture (RFC 9649, section 2); safe for use by many threads.
 *
 * <p>Reading the file looks only at the headers of its chunks; {@link #rgb()} decodes.
 */
public final class WebpFile {
    private static final int CHUNK_HEADER = 8;
    private static final int ANIMATED = 0x02;
    private static final int HAS_XMP = 0x04;
    private static final int HAS_EXIF = 0x08;

    private final byte[] b;
    private int end;
    private int flags;
    private int width;
    private int height;
    private Picture picture;
    private byte[] exif = {};
    private byte[] xmp = {};

    /** A still picture, or an animation's first, and where it is on the canvas. */
    private record Picture(boolean lossless, int from, int end, int left, int top, int width, int height) {}

    /**
     * Reads the headers.
     *
     * @throws EOFException if the file is cut short
     * @throws IOException if it is not sound, with the reason in words
     */
    public static WebpFile read(byte[] bytes) throws IOException {
        WebpFile file = new WebpFile(bytes);
        file.readChunks();
        return file;
    }

    private WebpFile(byte[] bytes) {
        this.b = bytes;
    }

    /** Width of the canvas in pixels. */
    public int width() {
        return width;
    }

    /** Height of the canvas in pixels. */
    public int height() {
        return height;
    }

    /** The EXIF chunk's bytes; empty if there is none. */
    public byte[] exif() {
        return exif.clone();
    }

    /** The XMP chunk's bytes; empty if there is none. */
    public byte[] xmp() {
        return xmp.clone();
    }

    /**
     * Decodes the first picture onto the canvas, alpha dropped; the canvas around it is black.
     *
     * @return R, G, B interleaved, {@code width * height * 3} bytes, the same as libwebp's to the bit
     * @throws EOFException if the coded picture is cut short
     * @throws IOException if it is not sound, with the reason in words
     */
    public byte[] rgb() throws IOException {
        byte[] rgb;
        if (picture.lossless) {
            int[] argb = LosslessDecoder.decode(b, picture.from, picture.end, picture.width, picture.height);
            rgb = new byte[Math.multiplyExact(argb.length, 3)];
            for (int i = 0; i < argb.length; i++) {
                rgb[3 * i] = (byte) (argb[i] >> 16);
                rgb[3 * i + 1] = (byte) (argb[i] >> 8);
                rgb[3 * i + 2] = (byte) argb[i];
            }
        } else {
            Plane[] planes = Vp8Decoder.decode(b, picture.from, picture.end);
            rgb = YuvToRgb.convert(planes, picture.width, picture.height);
        }
        return picture.width == width && picture.height == height ? rgb : onCanvas(rgb);
    }

    private byte[] onCanvas(byte[] rgb) {
        byte[] canvas = new byte[Math.multiplyExact(Math.multiplyExact(width, height), 3)];
        for (int y = 0; y < picture.height; y++) {
            int to = ((picture.top + y) * width + picture.left) * 3;
            System.arraycopy(rgb, y * picture.width * 3, canvas, to, picture.width * 3);
        }
        return canvas;
    }

    private void readChunks() throws IOException {
        if (b.length < 12 + CHUNK_HEADER || CHUNK_HEADER + Bytes.unsignedInt(b, 4) > b.length) {
            throw new EOFException();
        }
        end = CHUNK_HEADER + (int) Bytes.unsignedInt(b, 4);
        boolean extended = is(12, "VP8X");
        if (extended) {
            if (Bytes.unsignedInt(b, 16) < 10 || b.length < 30) {
                throw new IOException("a header of " + Bytes.unsignedInt(b, 16) + " bytes");
            }
            flags = b[20];
            width = Bytes.triple(b, 24) + 1;
            height = Bytes.triple(b, 27) + 1;
        }
        for (int at = 12; at + CHUNK_HEADER <= end; ) {
            int next = endOfChunk(at, end);
            readChunk(at, next, extended);
            at = next + (next & 1);
        }
        if (picture == null) {
            throw new IOException("there is no picture in it");
        }
    }

    private void readChunk(int at, int next, boolean extended) throws IOException {
        int data = at + CHUNK_HEADER;
        if (is(at, "EXIF") && (flags & HAS_EXIF) != 0 && exif.length == 0) {
            exif = Arrays.copyOfRange(b, data, next);
        } else if (is(at, "XMP ") && (flags & HAS_XMP) != 0 && xmp.length == 0) {
            xmp = Arrays.copyOfRange(b, data, next);
        } else if (picture != null) {
            return;
        } else if (is(at, "VP8 ") || is(at, "VP8L")) {
            picture = picture(at, next, 0, 0);
            if (!extended) {
                width = picture.width;
                height = picture.height;
            } else if (picture.width != width || picture.height != height) {
                throw new IOException("its picture and its canvas differ in size");
            }
        } else if (is(at, "ANMF") && (flags & ANIMATED) != 0) {
            readFrame(data, next);
        }
    }

    private void readFrame(int data, int frameEnd) throws IOException {
        if (frameEnd - data < 16) {
            throw new EOFException();
        }
        int left = 2 * Bytes.triple(b, data);
        int top = 2 * Bytes.triple(b, data + 3);
        int frameWidth = Bytes.triple(b, data + 6) + 1;
        int frameHeight = Bytes.triple(b, data + 9) + 1;
        if (left + frameWidth > width || top + frameHeight > height) {
            throw new IOException("its first frame is outside the canvas");
        }
        for (int at = data + 16; at + CHUNK_HEADER <= frameEnd && picture == null; ) {
            int next = endOfChunk(at, frameEnd);
            if (is(at, "VP8 ") || is(at, "VP8L")) {
                picture = picture(at, next, left, top);
            }
            at = next + (next & 1);
        }
        if (picture == null || picture.width != frameWidth || picture.height != frameHeight) {
            throw new IOException("its first frame has no picture of its size");
        }
    }

    private int endOfChunk(int at, int limit) throws EOFException {
        long next = at + CHUNK_HEADER + Bytes.unsignedInt(b, at + 4);
        if (next > limit) {
            throw new EOFException();
        }
        return (int) next;
    }

    private Picture picture(int at, int next, int left, int top) throws IOException {
        int from = at + CHUNK_HEADER;
        boolean lossy = is(at, "VP8 ");
        if (next - from < (lossy ? 10 : LosslessDecoder.HEADER)) {
            throw new EOFException();
        }
        if (lossy) {
            int w = Bytes.word(b, from + 6) & 0x3fff;
            int h = Bytes.word(b, from + 8) & 0x3fff;
            if (w == 0 || h == 0) {
                throw new IOException("its picture's size is given as " + w + " × " + h);
            }
            return new Picture(false, from, next, left, top, w, h);
        }
        long header = Bytes.unsignedInt(b, from + 1);
        if (b[from] != 0x2f || header >> 29 != 0) {
            throw new IOException("its lossless picture is of an unknown version");
        }
        return new Picture(true, from, next, left, top, (int) (header & 0x3fff) + 1, (int) (header >> 14 & 0x3fff) + 1);
    }

    private boolean is(int at, String name) {
        byte[] four = name.getBytes(StandardCharsets.ISO_8859_1);
        return Arrays.equals(b, at, at + 4, four, 0, 4);
    }
}
