package io.clipstream.loadtest.compare;

import java.util.Arrays;

/**
 * Answers a second between two of them, from the times at which the brokers wrote them.
 *
 * <p>Answers come in bursts, a batch at a time. To count half a batch too many or too few would be several percent of a short
 * turn; so a moment's place is the middle of the answers that were written around it.
 */
final class Throughput {
    private static final long BURST_MILLIS = 10;

    private Throughput() {}

    /**
     * The rate from answer {@code first} to answer {@code last}, counted from 0 in the order of their times; NaN if no time
     * passed between them.
     *
     * @param millis when each was written, in any order
     */
    static double perSecond(long[] millis, int first, int last) {
        long[] times = millis.clone();
        Arrays.sort(times);
        double seconds = (times[last] - times[first]) / 1e3;
        return seconds > 0 ? (place(times, times[last]) - place(times, times[first])) / seconds : Double.NaN;
    }

    private static double place(long[] sorted, long time) {
        long before = Arrays.stream(sorted).filter(t -> t < time - BURST_MILLIS).count();
        long until = Arrays.stream(sorted).filter(t -> t <= time + BURST_MILLIS).count();
        return (before + until) / 2.0;
    }
}
