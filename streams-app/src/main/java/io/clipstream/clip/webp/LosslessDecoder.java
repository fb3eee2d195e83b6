package io.clipstream.clip.webp;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.Set;

/** Decodes one VP8L picture, that of a lossless WebP (RFC 9649, section 3); one thread's own. */
final class LosslessDecoder {
    /** Bytes before the first transform: signature, size, whether alpha matters, version. */
    static final int HEADER = 5;

    private final LosslessBits bits;

    private LosslessDecoder(LosslessBits bits) {
        this.bits = bits;
    }

    /** Decodes the bytes from {@code from} to {@code end} to pixels of alpha, red, green and blue, row by row. */
    static int[] decode(byte[] b, int from, int end, int width, int height) throws IOException {
        LosslessDecoder decoder = new LosslessDecoder(new LosslessBits(b, from + HEADER, end));
        return decoder.decode(width, height);
    }

    private int[] decode(int width, int height) throws IOException {
        Deque<LosslessTransform> transforms = new ArrayDeque<>();
        Set<LosslessTransform.Kind> kinds = EnumSet.noneOf(LosslessTransform.Kind.class);
        int coded = width;
        while (bits.flag()) {
            LosslessTransform transform = readTransform(coded, height);
            if (!kinds.add(transform.kind())) {
                throw new IOException("a transform that comes twice");
            }
            transforms.push(transform);
            coded = transform.codedWidth();
        }
        int[] argb = readPixels(coded, height, true);
        for (LosslessTransform transform : transforms) {
            argb = transform.invert(argb, height);
        }
        return argb;
    }

    private LosslessTransform readTransform(int width, int height) throws IOException {
        LosslessTransform.Kind kind = LosslessTransform.Kind.values()[bits.read(2)];
        return switch (kind) {
            case PREDICTOR, COLOUR -> {
                int tile = bits.read(3) + 2;
                yield new LosslessTransform(
                        kind, width, tile, readPixels(tiles(width, tile), tiles(height, tile), false));
            }
            case SUBTRACT_GREEN -> new LosslessTransform(kind, width, 0, new int[0]);
            case PALETTE -> {
                int size = bits.read(8) + 1;
                int packing = size > 16 ? 0 : size > 4 ? 1 : size > 2 ? 2 : 3;
                int[] palette = new int[256];
                int[] differences = readPixels(size, 1, false);
                palette[0] = differences[0];
                for (int i = 1; i < size; i++) {
                    palette[i] = LosslessTransform.add(palette[i - 1], differences[i]);
                }
                yield new LosslessTransform(kind, width, packing, palette);
            }
        };
    }

    private static int tiles(int length, int bits) {
        return length + (1 << bits) - 1 >> bits;
    }

    /** An image within the stream; only the picture itself may change its codes from tile to tile. */
    private int[] readPixels(int width, int height, boolean picture) throws IOException {
        int cacheBits = bits.flag() ? bits.read(4) : 0;
        if (cacheBits > 11) {
            throw new IOException("a colour cache of " + cacheBits + " bits");
        }
        if (!picture || !bits.flag()) {
            LosslessCodes codes = LosslessCodes.read(bits, cacheBits, 0, 0, new int[1]);
            return new LosslessPixels(bits, codes, cacheBits, width, height).read();
        }
        int tile = bits.read(3) + 2;
        int across = tiles(width, tile);
        int[] groups = readPixels(across, tiles(height, tile), false);
        LosslessCodes codes = LosslessCodes.read(bits, cacheBits, tile, across, groups);
        return new LosslessPixels(bits, codes, cacheBits, width, height).read();
    }
}
