package io.clipstream.clip;

import io.clipstream.clip.jpeg.Region;

/**
 * Which pixels of an image make the square that a model sees, with their weights.
 *
 * @param columns of the square's columns
 * @param rows of the square's rows
 * @param side of the square, in pixels
 */
record ResamplePlan(ResampleWeights columns, ResampleWeights rows, int side) {

    /** Resizes the short side of {@code width} × {@code height} pixels to {@code shortSide}, then cuts out the centre. */
    static ResamplePlan of(int width, int height, int shortSide, int crop) {
        return new ResamplePlan(axis(width, height, shortSide, crop), axis(height, width, shortSide, crop), crop);
    }

    private static ResampleWeights axis(int side, int other, int shortSide, int crop) {
        int resized = side <= other ? shortSide : (int) ((double) ((long) shortSide * side) / other);
        return ResampleWeights.of(side, resized, (resized - crop) / 2, crop);
    }

    /** The part of the image that the square is made of. */
    Region region() {
        return new Region(columns.begin(), rows.begin(), columns.end(), rows.end());
    }
}
