package io.clipstream.app.bench;

/**
 * What was found for one precision, batch size and layout.
 *
 * @param precision arithmetic
 * @param batch images a call
 * @param layout workers and their threads
 * @param imagesPerSecond wall clock, all workers together
 * @param fractionOfPeak share of the peak of matrix products that was measured in the same round with the same layout
 * @param peakGflops that peak, in 10⁹ floating-point operations a second
 * @param peakShape precision and sizes of the product that reached it
 * @param coreMsPerImage processor time of the whole process for one image, in milliseconds; the median
 * @param peer what the peer did in turn; null without one
 */
public record EncodeRun(
        String precision,
        int batch,
        Layout layout,
        Spread imagesPerSecond,
        Spread fractionOfPeak,
        double peakGflops,
        String peakShape,
        double coreMsPerImage,
        PeerRun peer) {}
