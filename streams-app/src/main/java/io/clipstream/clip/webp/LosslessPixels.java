package io.clipstream.clip.webp;

import java.io.IOException;
import java.util.HexFormat;

/** Reads the pixels of one image in a lossless stream: literals, copies and cached colours (RFC 9649, section 3.5). */
final class LosslessPixels {
    private static final int LITERALS = 256;
    private static final int LENGTHS = 24;

    /** The first 120 distances name near pixels: rows up in the high four bits, 8 less the columns left in the low ones. */
    private static final byte[] NEAR = HexFormat.of()
            .parseHex("1807171928062729161a262a38053739151b363a252b48044749141c353b464a242c58454b343c03"
                    + "5759131d565a232d444c555b333d68026769121e666a222e545c434d656b323e78017779535d111f"
                    + "646c424e767a212f757b313f636d525e00747c414f1020626e30737d515f40727e616f50717f6070");

    private final LosslessBits bits;
    private final LosslessCodes codes;
    private final ColourCache cache;
    private final int width;
    private final int[] argb;

    LosslessPixels(LosslessBits bits, LosslessCodes codes, int cacheBits, int width, int height) {
        this.bits = bits;
        this.codes = codes;
        this.cache = cacheBits > 0 ? new ColourCache(cacheBits) : null;
        this.width = width;
        this.argb = new int[Math.multiplyExact(width, height)];
    }

    /** The image's pixels, row by row. */
    int[] read() throws IOException {
        int at = 0;
        int x = 0;
        int y = 0;
        int end = 0;
        PrefixCode[] five = codes.at(0, 0);
        while (at < argb.length) {
            if (x >= end) {
                five = codes.at(x, y);
                end = codes.endOfTile(x);
            }
            int symbol = five[LosslessCodes.GREEN].symbol(bits);
            int count = 1;
            if (symbol < LITERALS) {
                int red = five[LosslessCodes.RED].symbol(bits);
                int blue = five[LosslessCodes.BLUE].symbol(bits);
                int alpha = five[LosslessCodes.ALPHA].symbol(bits);
                argb[at] = alpha << 24 | red << 16 | symbol << 8 | blue;
            } else if (symbol < LITERALS + LENGTHS) {
                count = prefixed(symbol - LITERALS);
                copy(at, count, distance(prefixed(five[LosslessCodes.DISTANCE].symbol(bits))));
            } else {
                argb[at] = cache.get(symbol - LITERALS - LENGTHS);
            }
            for (int i = 0; i < count && cache != null; i++) {
                cache.add(argb[at + i]);
            }
            at += count;
            x += count;
            if (x >= width) {
                y += x / width;
                x %= width;
                end = 0;
            } else if (count > 1) {
                end = Math.min(end, x);
            }
        }
        return argb;
    }

    private void copy(int at, int count, int distance) throws IOException {
        if (distance > at || count > argb.length - at) {
            throw new IOException("a copy from outside the picture");
        }
        for (int i = at; i < at + count; i++) {
            argb[i] = argb[i - distance];
        }
    }

    /** A length or a distance: a prefix, and bits of its own where it is large. */
    private int prefixed(int prefix) throws IOException {
        if (prefix < 4) {
            return prefix + 1;
        }
        int extra = prefix - 2 >> 1;
        return (2 + (prefix & 1) << extra) + bits.read(extra) + 1;
    }

    private int distance(int code) {
        if (code > NEAR.length) {
            return code - NEAR.length;
        }
        int near = NEAR[code - 1];
        return Math.max(1, (near >> 4) * width + 8 - (near & 15));
    }
}
