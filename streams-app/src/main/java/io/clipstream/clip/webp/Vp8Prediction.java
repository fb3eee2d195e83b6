package io.clipstream.clip.webp;

/** Predicts blocks from the samples above and to the left of them (RFC 6386, section 12). */
final class Vp8Prediction {
    private Vp8Prediction() {}

    /** Predicts a square of {@code side} samples (16 of Y, 8 of chroma) whose first one is in column x and row y. */
    static void square(Plane plane, int x, int y, int side, int mode) {
        byte[] s = plane.samples;
        int at = plane.at(x, y);
        int above = at - plane.stride;
        switch (mode) {
            case Vp8Modes.VERTICAL -> {
                for (int row = 0; row < side; row++) {
                    System.arraycopy(s, above, s, at + row * plane.stride, side);
                }
            }
            case Vp8Modes.HORIZONTAL -> {
                for (int row = 0; row < side; row++) {
                    int from = at + row * plane.stride;
                    fill(s, from, side, s[from - 1]);
                }
            }
            case Vp8Modes.TRUE_MOTION -> trueMotion(plane, at, side);
            default -> {
                byte mean = mean(plane, at, side, x > 0, y > 0);
                for (int row = 0; row < side; row++) {
                    fill(s, at + row * plane.stride, side, mean);
                }
            }
        }
    }

    private static byte mean(Plane plane, int at, int side, boolean hasLeft, boolean hasAbove) {
        if (!hasLeft && !hasAbove) {
            return (byte) 128;
        }
        int sum = 0;
        for (int i = 0; i < side; i++) {
            sum += hasAbove ? plane.samples[at - plane.stride + i] & 0xff : 0;
            sum += hasLeft ? plane.samples[at + i * plane.stride - 1] & 0xff : 0;
        }
        int count = hasLeft && hasAbove ? 2 * side : side;
        return (byte) ((sum + count / 2) / count);
    }

    private static void trueMotion(Plane plane, int at, int side) {
        byte[] s = plane.samples;
        int above = at - plane.stride;
        int corner = s[above - 1] & 0xff;
        for (int row = 0; row < side; row++) {
            int from = at + row * plane.stride;
            int slope = (s[from - 1] & 0xff) - corner;
            for (int i = 0; i < side; i++) {
                s[from + i] = (byte) Bytes.clamp((s[above + i] & 0xff) + slope);
            }
        }
    }

    private static void fill(byte[] s, int from, int count, byte value) {
        for (int i = 0; i < count; i++) {
            s[from + i] = value;
        }
    }

    /**
     * Predicts a block of 4 × 4 samples.
     *
     * @param e its edge, from the bottom left up and then to the right: four samples on the left, the corner, eight above
     */
    static void block(byte[] s, int at, int stride, int mode, int[] e) {
        switch (mode) {
            case Vp8Modes.DC -> {
                int sum = 4;
                for (int i = 0; i < 4; i++) {
                    sum += e[i] + e[5 + i];
                }
                for (int y = 0; y < 4; y++) {
                    fill(s, at + y * stride, 4, (byte) (sum >> 3));
                }
            }
            case Vp8Modes.TRUE_MOTION -> {
                for (int y = 0; y < 4; y++) {
                    for (int x = 0; x < 4; x++) {
                        s[at + y * stride + x] = (byte) Bytes.clamp(e[3 - y] + e[5 + x] - e[4]);
                    }
                }
            }
            case Vp8Modes.VERTICAL -> {
                for (int x = 0; x < 4; x++) {
                    byte value = three(e[4 + x], e[5 + x], e[6 + x]);
                    for (int y = 0; y < 4; y++) {
                        s[at + y * stride + x] = value;
                    }
                }
            }
            case Vp8Modes.HORIZONTAL -> {
                for (int y = 0; y < 4; y++) {
                    fill(s, at + y * stride, 4, three(e[4 - y], e[3 - y], y < 3 ? e[2 - y] : e[0]));
                }
            }
            default -> slanted(s, at, stride, Vp8Slants.of(mode), e);
        }
    }

    private static void slanted(byte[] s, int at, int stride, byte[] slant, int[] e) {
        for (int i = 0; i < 16; i++) {
            int first = slant[i] & 15;
            s[at + (i >> 2) * stride + (i & 3)] = switch (slant[i] >> 4) {
                case 0 -> (byte) e[first];
                case 1 -> (byte) (e[first] + e[first + 1] + 1 >> 1);
                case 2 -> three(e[first], e[first + 1], e[first + 2]);
                case 3 -> three(e[0], e[0], e[1]);
                default -> three(e[11], e[12], e[12]);
            };
        }
    }

    private static byte three(int a, int b, int c) {
        return (byte) (a + 2 * b + c + 2 >> 2);
    }
}
