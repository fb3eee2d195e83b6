package io.clipstream.loadtest;

/**
 * An open-loop schedule: when each image is due, whatever the system under test does.
 *
 * @param startNanos when the first image is due, on {@link System#nanoTime()}'s clock
 * @param perSecond images a second, positive
 */
record Schedule(long startNanos, double perSecond) {
    Schedule {
        if (!(perSecond > 0) || perSecond > 1e6) {
            throw new IllegalArgumentException("rate must be in (0, 1e6] images/s, got " + perSecond);
        }
    }

    /** When image {@code index} (from 0) is due. */
    long dueNanos(long index) {
        return startNanos + (long) (index * (1e9 / perSecond));
    }

    /** How many images are due within {@code seconds}. */
    long images(double seconds) {
        return (long) Math.floor(seconds * perSecond);
    }
}
