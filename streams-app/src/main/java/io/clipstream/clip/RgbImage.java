package io.clipstream.clip;

/**
 * A decoded image.
 *
 * @param width in pixels
 * @param height in pixels
 * @param rgb {@code width * height * 3} unsigned bytes, row by row, channels interleaved
 */
public record RgbImage(int width, int height, byte[] rgb) {
    static RgbImage blank(int width, int height) {
        return new RgbImage(width, height, new byte[Math.multiplyExact(Math.multiplyExact(width, height), 3)]);
    }
}
