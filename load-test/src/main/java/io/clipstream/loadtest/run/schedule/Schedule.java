package io.clipstream.loadtest.run.schedule;

/** When each image is due, counted from the start of the run, whatever the system under test does. */
public interface Schedule {
    /** How many images are due in all. */
    long count();

    /** When image {@code index} is due, from 0 to {@link #count()}, in nanoseconds; never earlier than the one before. */
    long offsetNanos(long index);

    /** When the last image is due, in seconds. */
    default double seconds() {
        return count() == 0 ? 0 : offsetNanos(count() - 1) / 1e9;
    }

    /** How many images are due within the first {@code nanos}. */
    default long dueBy(long nanos) {
        long low = 0;
        long high = count();
        while (low < high) {
            long middle = (low + high) >>> 1;
            if (offsetNanos(middle) <= nanos) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
