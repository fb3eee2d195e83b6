package io.clipstream.loadtest;

/**
 * What a run found.
 *
 * @param sent images handed to the producer
 * @param received images with a prediction
 * @param lost images that the broker took and that have no prediction at the end
 * @param duplicated further predictions of images that had one
 * @param refused images that the broker did not take
 * @param targetPerSecond rate that was asked for
 * @param imagesPerSecond predictions a second after the warm-up
 * @param latencyMsP50 from due time to committed prediction, in milliseconds
 */
record LoadResult(
        long sent,
        long received,
        long lost,
        long duplicated,
        long refused,
        double targetPerSecond,
        double imagesPerSecond,
        double latencyMsP50,
        double latencyMsP90,
        double latencyMsP99,
        double latencyMsP999,
        double latencyMsMax) {

    /** The account for people. */
    String text() {
        return String.format(
                """
                images      %,d sent, %,d predicted, %,d lost, %,d duplicated, %,d refused by the broker
                throughput  %.1f images/s (asked for %.1f)
                latency     p50 %.1f ms   p90 %.1f ms   p99 %.1f ms   p99.9 %.1f ms   max %.1f ms
                            from the moment an image was due to its committed prediction""",
                sent,
                received,
                lost,
                duplicated,
                refused,
                imagesPerSecond,
                targetPerSecond,
                latencyMsP50,
                latencyMsP90,
                latencyMsP99,
                latencyMsP999,
                latencyMsMax);
    }
}
