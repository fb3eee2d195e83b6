package io.clipstream.loadtest.scale;

import java.util.Locale;

/**
 * What a soak found; sizes in megabytes of 1,048,576 bytes.
 *
 * @param images sent
 * @param scored predictions read, repeated ones included
 * @param deadLetters of images
 * @param lost images with neither
 * @param duplicated predictions of an image that had one already
 * @param disordered predictions that came before one of an earlier image of the same partition
 * @param seconds from the first image to the last prediction
 * @param heapMax most that was live after a collection
 * @param heapGrowth mean of the last third over that of the first, after the warm-up; 1 is flat
 * @param residentMax most memory that the operating system counted
 * @param residentGrowth as heapGrowth
 * @param limit of both
 */
record SoakResult(
        int images,
        long scored,
        long deadLetters,
        long lost,
        long duplicated,
        long disordered,
        double seconds,
        double imagesPerSecond,
        double heapMax,
        double heapGrowth,
        double residentMax,
        double residentGrowth,
        double limit) {
    /** Whether memory stayed flat and every image has its one prediction in its place. */
    boolean kept() {
        return isFlat() && lost == 0 && deadLetters == 0 && duplicated == 0 && disordered == 0;
    }

    /** Too short a run for a verdict counts as not flat. */
    boolean isFlat() {
        return heapGrowth <= limit && residentGrowth <= limit;
    }

    /** For a person. */
    String text() {
        return String.format(
                Locale.ROOT,
                "%,d images in %.0f s (%.0f a second): lost %d, dead letters %d, duplicated %d, out of order %d%n"
                        + "live heap at most %.1f MB, last third over first %.3f (limit %.2f)%n"
                        + "RSS at most %.0f MB, last third over first %.3f (limit %.2f)%n%s",
                images,
                seconds,
                imagesPerSecond,
                lost,
                deadLetters,
                duplicated,
                disordered,
                heapMax,
                heapGrowth,
                limit,
                residentMax,
                residentGrowth,
                limit,
                kept() ? "Memory stayed flat and nothing was lost." : "NOT FLAT, OR SOMETHING IS WRONG.");
    }
}
