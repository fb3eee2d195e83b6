package io.clipstream.loadtest.run.schedule;

/**
 * Images at equal distances.
 *
 * @param perSecond images a second
 * @param count of all images
 */
record Constant(double perSecond, long count) implements Schedule {
    @Override
    public long offsetNanos(long index) {
        return (long) (index * (1e9 / perSecond));
    }
}
