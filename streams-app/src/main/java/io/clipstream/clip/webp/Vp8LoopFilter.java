package io.clipstream.clip.webp;

/** Smooths the edges between blocks (RFC 6386, section 15). */
final class Vp8LoopFilter {
    private final boolean simple;
    private final int sharpness;

    Vp8LoopFilter(boolean simple, int sharpness) {
        this.simple = simple;
        this.sharpness = sharpness;
    }

    /**
     * Filters the left and upper edges of one macroblock and, if {@code inner}, the edges of the blocks within.
     *
     * @param level strength, 1 to 63
     */
    void macroblock(Plane[] planes, int column, int row, int level, boolean inner) {
        int interior = level;
        if (sharpness > 0) {
            interior = Math.min(level >> (sharpness > 4 ? 2 : 1), 9 - sharpness);
        }
        interior = Math.max(1, interior);
        int variance = level >= 40 ? 2 : level >= 15 ? 1 : 0;
        int within = 2 * (2 * level + interior) + 1;
        int between = within + 8;
        for (int p = 0; p < (simple ? 1 : 3); p++) {
            int side = p == 0 ? 16 : 8;
            int stride = planes[p].stride;
            byte[] s = planes[p].samples;
            int at = planes[p].at(column * side, row * side);
            if (column > 0) {
                edge(s, at, 1, stride, side, between, interior, variance, true);
            }
            for (int i = 4; i < side && inner; i += 4) {
                edge(s, at + i, 1, stride, side, within, interior, variance, false);
            }
            if (row > 0) {
                edge(s, at, stride, 1, side, between, interior, variance, true);
            }
            for (int i = 4; i < side && inner; i += 4) {
                edge(s, at + i * stride, stride, 1, side, within, interior, variance, false);
            }
        }
    }

    /** Filters across one edge: {@code across} leads over it, {@code along} to its next sample. */
    private void edge(
            byte[] s, int from, int across, int along, int count, int limit, int interior, int variance, boolean wide) {
        int at = from;
        for (int i = 0; i < count; i++, at += along) {
            int p1 = s[at - 2 * across] & 0xff;
            int p0 = s[at - across] & 0xff;
            int q0 = s[at] & 0xff;
            int q1 = s[at + across] & 0xff;
            if (4 * Math.abs(p0 - q0) + Math.abs(p1 - q1) > limit) {
                continue;
            }
            if (simple) {
                two(s, at, across, p1, p0, q0, q1);
            } else if (isFlat(s, at, across, interior, p1, p0, q0, q1)) {
                if (Math.abs(p1 - p0) > variance || Math.abs(q1 - q0) > variance) {
                    two(s, at, across, p1, p0, q0, q1);
                } else if (wide) {
                    six(s, at, across, p1, p0, q0, q1);
                } else {
                    four(s, at, across, p1, p0, q0, q1);
                }
            }
        }
    }

    private static boolean isFlat(byte[] s, int at, int across, int interior, int p1, int p0, int q0, int q1) {
        int p3 = s[at - 4 * across] & 0xff;
        int p2 = s[at - 3 * across] & 0xff;
        int q2 = s[at + 2 * across] & 0xff;
        int q3 = s[at + 3 * across] & 0xff;
        return Math.abs(p3 - p2) <= interior
                && Math.abs(p2 - p1) <= interior
                && Math.abs(p1 - p0) <= interior
                && Math.abs(q3 - q2) <= interior
                && Math.abs(q2 - q1) <= interior
                && Math.abs(q1 - q0) <= interior;
    }

    private static void two(byte[] s, int at, int across, int p1, int p0, int q0, int q1) {
        int a = 3 * (q0 - p0) + signed(p1 - q1);
        s[at - across] = (byte) Bytes.clamp(p0 + (signed(a + 3) >> 3));
        s[at] = (byte) Bytes.clamp(q0 - (signed(a + 4) >> 3));
    }

    private static void four(byte[] s, int at, int across, int p1, int p0, int q0, int q1) {
        int a = 3 * (q0 - p0);
        int down = signed(a + 4) >> 3;
        int outer = down + 1 >> 1;
        s[at - 2 * across] = (byte) Bytes.clamp(p1 + outer);
        s[at - across] = (byte) Bytes.clamp(p0 + (signed(a + 3) >> 3));
        s[at] = (byte) Bytes.clamp(q0 - down);
        s[at + across] = (byte) Bytes.clamp(q1 - outer);
    }

    private static void six(byte[] s, int at, int across, int p1, int p0, int q0, int q1) {
        int p2 = s[at - 3 * across] & 0xff;
        int q2 = s[at + 2 * across] & 0xff;
        int a = signed(3 * (q0 - p0) + signed(p1 - q1));
        int near = 27 * a + 63 >> 7;
        int middle = 18 * a + 63 >> 7;
        int far = 9 * a + 63 >> 7;
        s[at - 3 * across] = (byte) Bytes.clamp(p2 + far);
        s[at - 2 * across] = (byte) Bytes.clamp(p1 + middle);
        s[at - across] = (byte) Bytes.clamp(p0 + near);
        s[at] = (byte) Bytes.clamp(q0 - near);
        s[at + across] = (byte) Bytes.clamp(q1 - middle);
        s[at + 2 * across] = (byte) Bytes.clamp(q2 - far);
    }

    private static int signed(int value) {
        return Math.max(-128, Math.min(127, value));
    }
}
