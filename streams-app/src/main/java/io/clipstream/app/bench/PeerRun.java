package io.clipstream.app.bench;

/**
 * What the peer did with the same precision and batch size, in turn with a run of ours.
 *
 * @param library how it encodes, in words
 * @param layout its best layout
 * @param imagesPerSecond wall clock
 * @param coreMsPerImage processor time of its process for one image, in milliseconds; the median
 * @param ratio our images a second to its, round by round; above 1 we are faster
 * @param coreRatio its processor time to ours; above 1 we need less
 */
public record PeerRun(
        String library, Layout layout, Spread imagesPerSecond, double coreMsPerImage, Spread ratio, Spread coreRatio) {}
