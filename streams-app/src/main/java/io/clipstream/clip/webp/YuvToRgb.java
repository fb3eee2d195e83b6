package io.clipstream.clip.webp;

/** Planes of Y, U and V to RGB, with the smooth doubling of chroma and the fixed-point arithmetic of libwebp. */
final class YuvToRgb {
    private YuvToRgb() {}

    /** Interleaved R, G, B of the upper left {@code width} × {@code height} samples. */
    static byte[] convert(Plane[] planes, int width, int height) {
        byte[] rgb = new byte[Math.multiplyExact(Math.multiplyExact(width, height), 3)];
        int chromaWidth = width + 1 >> 1;
        int lastRow = (height + 1 >> 1) - 1;
        int[] u = new int[2 * chromaWidth];
        int[] v = new int[2 * chromaWidth];
        for (int y = 0; y < height; y++) {
            int near = y >> 1;
            int far = Math.max(0, Math.min(lastRow, (y & 1) == 0 ? near - 1 : near + 1));
            doubled(planes[1], near, far, chromaWidth, u);
            doubled(planes[2], near, far, chromaWidth, v);
            int from = planes[0].at(0, y);
            int to = y * width * 3;
            for (int x = 0; x < width; x++, to += 3) {
                int luma = (planes[0].samples[from + x] & 0xff) * 19077 >> 8;
                rgb[to] = clip(luma + (v[x] * 26149 >> 8) - 14234);
                rgb[to + 1] = clip(luma - (u[x] * 6419 >> 8) - (v[x] * 13320 >> 8) + 8708);
                rgb[to + 2] = clip(luma + (u[x] * 33050 >> 8) - 17685);
            }
        }
        return rgb;
    }

    /** One row of chroma at full width: nine parts the nearest sample, three each its neighbours, one the one across. */
    private static void doubled(Plane plane, int near, int far, int count, int[] out) {
        byte[] s = plane.samples;
        int n = plane.at(0, near);
        int f = plane.at(0, far);
        out[0] = 3 * (s[n] & 0xff) + (s[f] & 0xff) + 2 >> 2;
        for (int i = 1; i < count; i++) {
            int nearLeft = s[n + i - 1] & 0xff;
            int nearRight = s[n + i] & 0xff;
            int farLeft = s[f + i - 1] & 0xff;
            int farRight = s[f + i] & 0xff;
            int sum = nearLeft + nearRight + farLeft + farRight + 8;
            out[2 * i - 1] = (sum + 2 * (nearRight + farLeft) >> 3) + nearLeft >> 1;
            out[2 * i] = (sum + 2 * (nearLeft + farRight) >> 3) + nearRight >> 1;
        }
        out[2 * count - 1] = 3 * (s[n + count - 1] & 0xff) + (s[f + count - 1] & 0xff) + 2 >> 2;
    }

    private static byte clip(int sixtyFourths) {
        return (byte) Bytes.clamp(sixtyFourths >> 6);
    }
}
