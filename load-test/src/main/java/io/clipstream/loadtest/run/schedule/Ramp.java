package io.clipstream.loadtest.run.schedule;

/**
 * A rate that rises or falls evenly.
 *
 * @param from images a second at the start, from 0
 * @param to images a second at the end, from 0
 * @param length in seconds
 */
record Ramp(double from, double to, double length) implements Schedule {
    /** The area under the rate. */
    @Override
    public long count() {
        return (long) Math.floor((from + to) / 2 * length);
    }

    /** Where the area under the rate, from·t + slope·t²/2, reaches the index. */
    @Override
    public long offsetNanos(long index) {
        double slope = (to - from) / length;
        // This form of the root divides by nothing small where the slope is, and is right for falling rates too.
        double root = Math.sqrt(Math.max(0, from * from + 2 * slope * index));
        return index == 0 ? 0 : (long) (2.0 * index / (from + root) * 1e9);
    }
}
