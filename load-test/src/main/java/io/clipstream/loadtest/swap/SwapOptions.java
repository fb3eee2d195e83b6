package io.clipstream.loadtest.swap;

import java.time.Duration;

/**
 * What a swap run is asked for.
 *
 * @param versions versions to publish, good and corrupt ones, from 1
 * @param versionsPerSecond how fast
 * @param rate images a second
 * @param seed of tasks, kinds of versions and rebalances
 * @param tasks served at once, from 1
 * @param instances that stay for the whole run, from 1; others come and go
 * @param perBatch what the simulated device takes a batch
 * @param exactlyOnce whether the scorers promise that; otherwise predictions may come twice after a kill
 */
record SwapOptions(
        int versions,
        double versionsPerSecond,
        double rate,
        long seed,
        int tasks,
        int instances,
        Duration perBatch,
        boolean exactlyOnce) {
    /** Most that can be read off a prediction's probabilities. */
    private static final int MOST_VERSIONS = 30_000;

    SwapOptions {
        require(
                versions >= 1 && versions <= MOST_VERSIONS,
                "versions is " + versions + ", expected 1 to " + MOST_VERSIONS);
        require(versionsPerSecond > 0, "the rate of versions is " + versionsPerSecond + ", expected more than 0");
        require(rate > 0, "the rate is " + rate + ", expected more than 0");
        require(tasks >= 1 && tasks <= 100, "tasks is " + tasks + ", expected 1 to 100");
        require(instances >= 1, "instances is " + instances + ", expected 1 or more");
    }

    private static void require(boolean right, String message) {
        if (!right) {
            throw new IllegalArgumentException(message);
        }
    }
}
