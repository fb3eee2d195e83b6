package io.clipstream.clip;

import java.io.EOFException;
import java.io.IOException;

/** The LZW code of a GIF's frame (GIF89a, appendix F); refuses codes that Pillow refuses. One thread's own. */
final class GifPixels {
    private static final int MAX_CODES = 1 << 12;

    private final byte[] encoded;
    private final int[] prefixes = new int[MAX_CODES];
    private final byte[] lasts = new byte[MAX_CODES];
    private final byte[] string = new byte[MAX_CODES + 1];
    private int at;
    private int blockEnd;
    private int window;
    private int bits;

    private GifPixels(byte[] encoded, int from) {
        this.encoded = encoded;
        this.at = from;
        this.blockEnd = from;
    }

    /** {@code count} palette indices, from the byte that gives the codes' first size on. */
    static byte[] read(byte[] encoded, int from, int count) throws IOException {
        if (from >= encoded.length) {
            throw new EOFException();
        }
        int size = encoded[from] & 0xff;
        if (size < 1 || size > 11) {
            throw new IOException("codes of " + size + " bits");
        }
        return new GifPixels(encoded, from + 1).read(size, count);
    }

    private byte[] read(int firstSize, int count) throws IOException {
        byte[] indices = new byte[count];
        int clear = 1 << firstSize;
        int next = clear + 2;
        int size = firstSize + 1;
        int previous = -1;
        int first = 0;
        int done = 0;
        while (done < count) {
            int code = code(size);
            if (code == clear) {
                next = clear + 2;
                size = firstSize + 1;
                previous = -1;
                continue;
            } else if (code == clear + 1) {
                throw new EOFException();
            } else if (code > (previous < 0 ? clear : next)) {
                throw new IOException("a code that nothing has defined");
            }
            // The string comes last index first; a code just being defined ends as it begins.
            int length = 0;
            int rest = code;
            if (code == next) {
                string[length++] = (byte) first;
                rest = previous;
            }
            while (rest >= clear) {
                string[length++] = lasts[rest];
                rest = prefixes[rest];
            }
            first = rest;
            string[length++] = (byte) rest;
            while (length > 0 && done < count) {
                indices[done++] = string[--length];
            }
            if (previous >= 0 && next < MAX_CODES) {
                lasts[next] = (byte) first;
                prefixes[next] = previous;
                next++;
                size = next == 1 << size && size < 12 ? size + 1 : size;
            }
            previous = code;
        }
        return indices;
    }

    private int code(int size) throws EOFException {
        while (bits < size) {
            if (at == blockEnd) {
                int length = at < encoded.length ? encoded[at++] & 0xff : 0;
                if (length == 0 || at + length > encoded.length) {
                    throw new EOFException();
                }
                blockEnd = at + length;
            }
            window |= (encoded[at++] & 0xff) << bits;
            bits += 8;
        }
        int code = window & (1 << size) - 1;
        window >>>= size;
        bits -= size;
        return code;
    }
}
