package io.clipstream.loadtest.scale;

import java.util.List;

/**
 * What a run is asked for.
 *
 * @param quick few points an axis
 * @param points at most so many an axis, the smallest
 * @param seconds that throughput is measured at a point
 * @param warmUpSeconds before that, in which the JIT compiles
 * @param batchMicros what the simulated device takes a batch
 * @param heapMegabytes largest heap of a scorer
 * @param jvm further options of the scorers' JVM
 * @param settings of the configuration, over the defaults
 */
record ScaleOptions(
        boolean quick,
        int points,
        double seconds,
        double warmUpSeconds,
        long batchMicros,
        int heapMegabytes,
        List<String> jvm,
        List<String> settings) {
    /** Largest batch, unless the settings say otherwise. */
    static final int BATCH = 32;

    ScaleOptions {
        require(points >= 1, "the points of an axis are " + points + ", expected 1 or more");
        require(seconds > 0, "the seconds of a point are " + seconds + ", expected more than 0");
        require(warmUpSeconds >= 0, "the warm-up is " + warmUpSeconds + " s, expected 0 or more");
        require(batchMicros >= 1, "a batch takes " + batchMicros + " µs, expected 1 or more");
        require(heapMegabytes >= 64, "the heap is " + heapMegabytes + " MB, expected 64 or more");
    }

    /** Images a second that one device can compute. */
    double deviceLimit() {
        return BATCH * 1e6 / batchMicros;
    }

    private static void require(boolean right, String message) {
        if (!right) {
            throw new IllegalArgumentException(message);
        }
    }
}
