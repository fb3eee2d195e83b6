package io.clipstream.loadtest.scale;

import java.util.SplittableRandom;

/** Which task the next image is of, with a Zipf share: the n-th task has 1 / n of the first's images; one thread. */
final class Traffic {
    private final double[] cumulative;
    private final SplittableRandom random;

    Traffic(int tasks, long seed) {
        this.cumulative = new double[tasks];
        this.random = new SplittableRandom(seed);
        double sum = 0;
        for (int n = 0; n < tasks; n++) {
            sum += 1.0 / (n + 1);
            cumulative[n] = sum;
        }
    }

    /** From 0. */
    int next() {
        double drawn = random.nextDouble() * cumulative[cumulative.length - 1];
        int low = 0;
        int high = cumulative.length - 1;
        while (low < high) {
            int middle = (low + high) / 2;
            if (cumulative[middle] > drawn) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }
}
