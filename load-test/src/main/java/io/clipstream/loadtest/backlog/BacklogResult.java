package io.clipstream.loadtest.backlog;

/**
 * What a backlog run found; sizes in megabytes of 1,048,576 bytes.
 *
 * @param images queued
 * @param imageBytes mean size of one
 * @param scored predictions read, repeated ones included
 * @param deadLetters of images
 * @param lost images with neither
 * @param duplicated predictions of an image that had one already
 * @param disordered predictions that came before one of an earlier image of the same partition
 * @param seconds from the first prediction to the last
 * @param rssMax most memory that the operating system counted
 * @param rssGrowth mean of the last third over that of the first, after the warm-up; 1 is flat
 * @param heapLiveMax most that was left of the heap after a collection
 * @param heapLiveGrowth as rssGrowth
 * @param directMax most that direct buffers held
 * @param inFlightMax most bytes that the engine held
 * @param limit of rssGrowth
 */
record BacklogResult(
        int images,
        long imageBytes,
        String pixels,
        int partitions,
        int heapMegabytes,
        long scored,
        long deadLetters,
        long lost,
        long duplicated,
        long disordered,
        double seconds,
        double imagesPerSecond,
        double rssMax,
        double rssGrowth,
        double heapLiveMax,
        double heapLiveGrowth,
        double directMax,
        double inFlightMax,
        double limit) {
    /** Whether memory stayed flat and every image has its one prediction in its place. */
    boolean kept() {
        return isFlat() && lost == 0 && deadLetters == 0 && duplicated == 0 && disordered == 0;
    }

    /** Too short a run for a verdict counts as not flat. */
    boolean isFlat() {
        return rssGrowth <= limit;
    }

    /** For a person. */
    String text() {
        return String.format(
                "%d images of %d kB (%s pixels) in %d partitions, heap of %d MB%nscored %d in %.0f s (%.1f a second),"
                        + " lost %d, dead letters %d, duplicated %d, out of order %d%nRSS at most %.0f MB, last third over"
                        + " first %.3f (limit %.2f)%nlive heap at most %.0f MB, last third over first %.3f; direct %.0f"
                        + " MB; in flight %.0f MB%n%s",
                images,
                imageBytes / 1_000,
                pixels,
                partitions,
                heapMegabytes,
                scored,
                seconds,
                imagesPerSecond,
                lost,
                deadLetters,
                duplicated,
                disordered,
                rssMax,
                rssGrowth,
                limit,
                heapLiveMax,
                heapLiveGrowth,
                directMax,
                inFlightMax,
                kept() ? "Memory stayed flat and nothing was lost." : "NOT FLAT, OR SOMETHING IS WRONG.");
    }
}
