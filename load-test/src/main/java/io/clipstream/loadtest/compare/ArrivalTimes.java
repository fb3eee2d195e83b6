package io.clipstream.loadtest.compare;

import java.util.SplittableRandom;

/** When images are due: independent of each other, as from many sources (a Poisson process). */
final class ArrivalTimes {
    private ArrivalTimes() {}

    /** Nanoseconds from the start, ascending, for {@code count} images at {@code perSecond} on average. */
    static long[] of(int count, double perSecond, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        long[] due = new long[count];
        double seconds = 0;
        for (int i = 0; i < count; i++) {
            due[i] = (long) (seconds * 1e9);
            seconds -= Math.log(1 - random.nextDouble()) / perSecond;
        }
        return due;
    }
}
