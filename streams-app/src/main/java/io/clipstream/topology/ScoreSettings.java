package io.clipstream.topology;

import java.time.Duration;

/**
 * Bounds of the score topology.
 *
 * @param maxInFlight most images that the engine takes, from 1; with those that are finished and not yet forwarded, all
 *     partitions of the process together have at most twice as many
 * @param maxHeldBytes most bytes of original records held for all partitions of the process together, from 1; one image is
 *     always let in
 * @param drainInterval how often finished heads are forwarded while no record comes, 1 to 100 ms
 * @param intakeDeadline longest time that a stream thread may be blocked in one round, after which it commits; see
 *     {@link ScoreStreamsSettings#intakeDeadline}
 * @param maxDeadLetterBytes largest dead letter, key, value and headers together; a larger original is left out and
 *     named by its coordinates
 * @param imagePartitions partitions of the images topic, from 1: each has its part of a task's review budget
 */
public record ScoreSettings(
        int maxInFlight,
        long maxHeldBytes,
        Duration drainInterval,
        Duration intakeDeadline,
        int maxDeadLetterBytes,
        int imagePartitions) {
    public ScoreSettings {
        require(maxInFlight >= 1, "maxInFlight", maxInFlight, "at least 1");
        require(maxHeldBytes >= 1, "maxHeldBytes", maxHeldBytes, "at least 1");
        require(
                drainInterval.toMillis() >= 1 && drainInterval.toMillis() <= 100,
                "drainInterval",
                drainInterval,
                "1 to 100 ms");
        require(intakeDeadline.toMillis() >= 1, "intakeDeadline", intakeDeadline, "at least 1 ms");
        require(maxDeadLetterBytes >= 1024, "maxDeadLetterBytes", maxDeadLetterBytes, "at least 1024");
        require(imagePartitions >= 1, "imagePartitions", imagePartitions, "at least 1");
    }

    /** Bounds where one partition is all there is. */
    public ScoreSettings(
            int maxInFlight,
            long maxHeldBytes,
            Duration drainInterval,
            Duration intakeDeadline,
            int maxDeadLetterBytes) {
        this(maxInFlight, maxHeldBytes, drainInterval, intakeDeadline, maxDeadLetterBytes, 1);
    }

    /** 256 images and 32 MiB, drained every 5 ms. */
    public static ScoreSettings defaults(Duration intakeDeadline, int maxDeadLetterBytes) {
        return new ScoreSettings(256, 32L * 1024 * 1024, Duration.ofMillis(5), intakeDeadline, maxDeadLetterBytes);
    }

    private static void require(boolean condition, String name, Object value, String expected) {
        if (!condition) {
            throw new IllegalArgumentException(name + " is " + value + ", expected " + expected);
        }
    }
}
