package io.clipstream.loadtest.compare;

/**
 * What one turn of a contender found.
 *
 * @param imagesPerSecond after the warm-up; NaN where it could not be measured
 * @param coreMsPerImage processor time of its process for one image, in milliseconds; NaN where nobody says
 * @param images it was given, the warm-up among them
 * @param problem what is wrong with its answers; empty for a good turn
 */
record Turn(double imagesPerSecond, double coreMsPerImage, int images, String problem) {
    static Turn bad(int images, String problem) {
        return new Turn(Double.NaN, Double.NaN, images, problem);
    }

    boolean good() {
        return problem.isEmpty();
    }
}
