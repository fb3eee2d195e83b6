package io.clipstream.clip.webp;

/**
 * One transform that the encoder of a lossless picture applied, to be undone (RFC 9649, section 3.4).
 *
 * @param width of the picture that comes out, in pixels
 * @param bits of {@code PREDICTOR} and {@code COLOUR}, the tiles' side as a power of 2; of {@code PALETTE}, the indices in one
 *     pixel likewise
 * @param data by tile, a mode or multipliers; or the palette, 256 colours
 */
record LosslessTransform(Kind kind, int width, int bits, int[] data) {
    /** The kinds, by their number in the stream. */
    enum Kind {
        PREDICTOR,
        COLOUR,
        SUBTRACT_GREEN,
        PALETTE
    }

    /** Width of what is left to read. */
    int codedWidth() {
        return kind == Kind.PALETTE ? width + (1 << bits) - 1 >> bits : width;
    }

    /** Undoes the transform, in place where the width stays. */
    int[] invert(int[] argb, int height) {
        switch (kind) {
            case PREDICTOR -> LosslessPredictor.invert(argb, width, height, bits, data);
            case COLOUR -> addColour(argb, height);
            case SUBTRACT_GREEN -> addGreen(argb);
            case PALETTE -> {
                return lookUp(argb, height);
            }
        }
        return argb;
    }

    /** Sum of two pixels, each channel by itself. */
    static int add(int a, int b) {
        int alphaAndGreen = (a & 0xff00ff00) + (b & 0xff00ff00);
        int redAndBlue = (a & 0x00ff00ff) + (b & 0x00ff00ff);
        return alphaAndGreen & 0xff00ff00 | redAndBlue & 0x00ff00ff;
    }

    private static void addGreen(int[] argb) {
        for (int i = 0; i < argb.length; i++) {
            int green = argb[i] >> 8 & 0xff;
            argb[i] = add(argb[i], green << 16 | green);
        }
    }

    private void addColour(int[] argb, int height) {
        int across = width + (1 << bits) - 1 >> bits;
        for (int y = 0, i = 0; y < height; y++) {
            for (int x = 0; x < width; x++, i++) {
                int multipliers = data[(y >> bits) * across + (x >> bits)];
                byte green = (byte) (argb[i] >> 8);
                int red = (argb[i] >> 16) + ((byte) multipliers * green >> 5) & 0xff;
                int blue = argb[i]
                                + ((byte) (multipliers >> 8) * green >> 5)
                                + ((byte) (multipliers >> 16) * (byte) red >> 5)
                        & 0xff;
                argb[i] = argb[i] & 0xff00ff00 | red << 16 | blue;
            }
        }
    }

    private int[] lookUp(int[] packed, int height) {
        int across = codedWidth();
        int indexBits = 8 >> bits;
        int within = (1 << bits) - 1;
        int[] argb = new int[width * height];
        for (int y = 0, i = 0; y < height; y++) {
            for (int x = 0; x < width; x++, i++) {
                int green = packed[y * across + (x >> bits)] >> 8 & 0xff;
                argb[i] = data[green >> (x & within) * indexBits & (1 << indexBits) - 1];
            }
        }
        return argb;
    }
}
