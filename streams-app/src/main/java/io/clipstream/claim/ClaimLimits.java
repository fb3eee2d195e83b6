package io.clipstream.claim;

import java.time.Duration;

/**
 * What a fetch may cost.
 *
 * @param maxBytes largest image, from 1
 * @param inFlightBytes most bytes of images between the beginning of their fetch and the end of their use, at least
 *     {@code maxBytes}
 * @param threads fetches at a time, from 1
 * @param attempts most attempts of one fetch, from 1
 * @param deadline from the beginning of a fetch to the whole image, retries included
 * @param connect longest wait for a connection
 * @param read longest silence of the store
 */
public record ClaimLimits(
        int maxBytes,
        long inFlightBytes,
        int threads,
        int attempts,
        Duration deadline,
        Duration connect,
        Duration read) {
    public ClaimLimits {
        require(maxBytes >= 1, "maxBytes", maxBytes, "at least 1");
        require(inFlightBytes >= maxBytes, "inFlightBytes", inFlightBytes, "at least maxBytes");
        require(threads >= 1, "threads", threads, "at least 1");
        require(attempts >= 1, "attempts", attempts, "at least 1");
        require(deadline.toMillis() >= 1, "deadline", deadline, "at least 1 ms");
        require(connect.toMillis() >= 1, "connect", connect, "at least 1 ms");
        require(read.toMillis() >= 1, "read", read, "at least 1 ms");
    }

    private static void require(boolean condition, String name, Object value, String expected) {
        if (!condition) {
            throw new IllegalArgumentException(name + " is " + value + ", expected " + expected);
        }
    }
}
