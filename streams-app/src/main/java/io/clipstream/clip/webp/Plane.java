package io.clipstream.clip.webp;

import java.util.Arrays;

/**
 * One plane of samples, with the border that VP8 predicts from at the picture's edges: 127 above, 129 to the left.
 *
 * <p>The row above goes on for four samples to the right.
 */
final class Plane {
    final byte[] samples;
    final int stride;

    Plane(int width, int height) {
        stride = width + 5;
        samples = new byte[Math.multiplyExact(stride, height + 1)];
        Arrays.fill(samples, 0, stride, (byte) 127);
        for (int y = 0; y < height; y++) {
            samples[at(-1, y)] = (byte) 129;
        }
    }

    /** Index of the sample in column {@code x} and row {@code y}, either of which may be -1. */
    int at(int x, int y) {
        return (y + 1) * stride + x + 1;
    }
}
