package io.clipstream.scoring;

import java.time.Duration;
import java.util.List;

/**
 * Sizes of a {@link ScoringEngine}.
 *
 * @param decodeThreads threads that decode and preprocess, from 1
 * @param buckets batch sizes that the encoder sees, ascending, the first 1; the last is the largest batch. A batch takes
 *     the largest bucket that is full, so that nothing is padded and every size is warm; sizes that take the encoder
 *     over a second are left out
 * @param maxWait how long a worker waits for a fuller batch while another worker keeps the device busy, 0 to 3 ms; it
 *     never waits while all are idle
 * @param maxInFlight most images between submission and outcome, from the largest batch
 * @param maxInFlightBytes most bytes that they hold, from 1; one image is always let in
 * @param stallTimeout how long a batch may be in the device, from 10 ms; then the device is stuck and the engine ends
 * @param decodeTimeout how long an image may be in its decoder, from 10 ms; then it is refused
 */
public record EngineSettings(
        int decodeThreads,
        List<Integer> buckets,
        Duration maxWait,
        int maxInFlight,
        long maxInFlightBytes,
        Duration stallTimeout,
        Duration decodeTimeout) {
    /** Dense enough that a batch that just misses a size loses little. */
    public static final List<Integer> DEFAULT_BUCKETS = List.of(1, 2, 4, 6, 8, 12, 16, 20, 24, 28, 32);

    private static final Duration LONGEST_WAIT = Duration.ofMillis(3);
    private static final Duration STALL_TIMEOUT = Duration.ofSeconds(60);
    private static final Duration DECODE_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration SHORTEST_TIMEOUT = Duration.ofMillis(10);

    public EngineSettings {
        buckets = List.copyOf(buckets);
        require(decodeThreads >= 1, "decodeThreads", decodeThreads, "at least 1");
        require(!buckets.isEmpty() && buckets.get(0) == 1 && isAscending(buckets), "buckets", buckets, "1, ascending");
        require(!maxWait.isNegative() && maxWait.compareTo(LONGEST_WAIT) <= 0, "maxWait", maxWait, "0 to 3 ms");
        require(maxInFlight >= buckets.get(buckets.size() - 1), "maxInFlight", maxInFlight, "at least a batch");
        require(maxInFlightBytes >= 1, "maxInFlightBytes", maxInFlightBytes, "at least 1");
        require(stallTimeout.compareTo(SHORTEST_TIMEOUT) >= 0, "stallTimeout", stallTimeout, "at least 10 ms");
        require(decodeTimeout.compareTo(SHORTEST_TIMEOUT) >= 0, "decodeTimeout", decodeTimeout, "at least 10 ms");
    }

    /** With a minute for a batch, and half of it for an image in its decoder. */
    public EngineSettings(
            int decodeThreads, List<Integer> buckets, Duration maxWait, int maxInFlight, long maxInFlightBytes) {
        this(decodeThreads, buckets, maxWait, maxInFlight, maxInFlightBytes, STALL_TIMEOUT, DECODE_TIMEOUT);
    }

    /** The same with other limits of a batch and of an image in its decoder. */
    public EngineSettings withTimeouts(Duration stall, Duration decode) {
        return new EngineSettings(decodeThreads, buckets, maxWait, maxInFlight, maxInFlightBytes, stall, decode);
    }

    /** One decode thread a core, batches of up to 32, eight batches and 256 MiB in flight. */
    public static EngineSettings defaults() {
        return new EngineSettings(
                Runtime.getRuntime().availableProcessors(), DEFAULT_BUCKETS, Duration.ZERO, 256, 256L * 1024 * 1024);
    }

    /** Largest batch. */
    public int maxBatch() {
        return buckets.get(buckets.size() - 1);
    }

    /** The largest bucket that {@code available} images fill; {@code available} is at least 1. */
    int bucketFor(int available) {
        int chosen = 1;
        for (int bucket : buckets) {
            if (bucket <= available) {
                chosen = bucket;
            }
        }
        return chosen;
    }

    private static boolean isAscending(List<Integer> sizes) {
        for (int i = 1; i < sizes.size(); i++) {
            if (sizes.get(i) <= sizes.get(i - 1)) {
                return false;
            }
        }
        return true;
    }

    private static void require(boolean condition, String name, Object value, String expected) {
        if (!condition) {
            throw new IllegalArgumentException(name + " is " + value + ", expected " + expected);
        }
    }
}
