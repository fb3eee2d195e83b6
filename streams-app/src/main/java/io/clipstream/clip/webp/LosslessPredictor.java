package io.clipstream.clip.webp;

/** Adds to each pixel of a lossless picture what its neighbours predict (RFC 9649, section 3.4.1). */
final class LosslessPredictor {
    private static final int BLACK = 0xff000000;

    private LosslessPredictor() {}

    /** Undoes the transform in place; {@code modes} hold each tile's mode in green, 0 to 15. */
    static void invert(int[] argb, int width, int height, int tileBits, int[] modes) {
        int across = width + (1 << tileBits) - 1 >> tileBits;
        argb[0] = LosslessTransform.add(argb[0], BLACK);
        for (int x = 1; x < width; x++) {
            argb[x] = LosslessTransform.add(argb[x], argb[x - 1]);
        }
        for (int y = 1; y < height; y++) {
            int row = y * width;
            argb[row] = LosslessTransform.add(argb[row], argb[row - width]);
            for (int x = 1; x < width; x++) {
                int mode = modes[(y >> tileBits) * across + (x >> tileBits)] >> 8 & 15;
                int i = row + x;
                // Above and to the right of the last pixel is the first of its own row.
                int predicted = predict(mode, argb[i - 1], argb[i - width - 1], argb[i - width], argb[i - width + 1]);
                argb[i] = LosslessTransform.add(argb[i], predicted);
            }
        }
    }

    private static int predict(int mode, int left, int corner, int above, int right) {
        return switch (mode) {
            case 1 -> left;
            case 2 -> above;
            case 3 -> right;
            case 4 -> corner;
            case 5 -> mean(mean(left, right), above);
            case 6 -> mean(left, corner);
            case 7 -> mean(left, above);
            case 8 -> mean(corner, above);
            case 9 -> mean(above, right);
            case 10 -> mean(mean(left, corner), mean(above, right));
            case 11 -> nearer(left, above, corner);
            case 12 -> slope(left, above, corner);
            case 13 -> halfSlope(mean(left, above), corner);
            default -> BLACK;
        };
    }

    private static int mean(int a, int b) {
        return (((a ^ b) & 0xfefefefe) >>> 1) + (a & b);
    }

    private static int nearer(int left, int above, int corner) {
        int toLeft = 0;
        int toAbove = 0;
        for (int shift = 0; shift < 32; shift += 8) {
            int c = corner >> shift & 0xff;
            toLeft += Math.abs((above >> shift & 0xff) - c);
            toAbove += Math.abs((left >> shift & 0xff) - c);
        }
        return toLeft < toAbove ? left : above;
    }

    private static int slope(int left, int above, int corner) {
        int sum = 0;
        for (int shift = 0; shift < 32; shift += 8) {
            sum |= Bytes.clamp((left >> shift & 0xff) + (above >> shift & 0xff) - (corner >> shift & 0xff)) << shift;
        }
        return sum;
    }

    private static int halfSlope(int mean, int corner) {
        int sum = 0;
        for (int shift = 0; shift < 32; shift += 8) {
            int m = mean >> shift & 0xff;
            sum |= Bytes.clamp(m + (m - (corner >> shift & 0xff)) / 2) << shift;
        }
        return sum;
    }
}
