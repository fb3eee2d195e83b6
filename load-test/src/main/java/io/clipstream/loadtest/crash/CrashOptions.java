package io.clipstream.loadtest.crash;

import java.time.Duration;

/**
 * What a crash run is asked for.
 *
 * @param faults faults to do, from 0
 * @param seed of their choice and times
 * @param rate images a second
 * @param instances at the beginning
 * @param perBatch what the simulated device takes a batch
 * @param imageBytes of an encoded image, from 1
 */
record CrashOptions(int faults, long seed, double rate, int instances, Duration perBatch, int imageBytes) {
    CrashOptions {
        require(faults >= 0, "faults is " + faults + ", expected 0 or more");
        require(rate > 0, "the rate is " + rate + ", expected more than 0");
        require(instances >= 1, "instances is " + instances + ", expected 1 or more");
        require(imageBytes >= 1, "imageBytes is " + imageBytes + ", expected 1 or more");
    }

    private static void require(boolean right, String message) {
        if (!right) {
            throw new IllegalArgumentException(message);
        }
    }
}
