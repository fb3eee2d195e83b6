package io.clipstream.loadtest.run.measure;

import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** Distributions of a run's times, in microseconds; safe for use by many threads. */
public final class Latencies {
    static final long HIGHEST_MICROS = TimeUnit.HOURS.toMicros(2);
    private static final int DIGITS = 3;

    private final long warmUpNanos;
    private final Histogram all = histogram();
    private final Histogram sending = histogram();
    private Histogram interval = histogram();
    private long firstNanos = Long.MAX_VALUE;
    private long lastNanos = Long.MIN_VALUE;

    /** @param warmUpNanos records that are due before are not measured */
    public Latencies(long warmUpNanos) {
        this.warmUpNanos = warmUpNanos;
    }

    static Histogram histogram() {
        return new Histogram(1, HIGHEST_MICROS, DIGITS);
    }

    /** A record that was due was handed to the producer; times count from the start of the run. */
    synchronized void sent(long dueNanos, long nowNanos) {
        if (dueNanos >= warmUpNanos) {
            record(sending, nowNanos - dueNanos);
        }
    }

    /** The prediction of a record that was due was read. */
    synchronized void predicted(long dueNanos, long nowNanos) {
        record(interval, nowNanos - dueNanos);
        if (dueNanos >= warmUpNanos) {
            record(all, nowNanos - dueNanos);
            firstNanos = Math.min(firstNanos, nowNanos);
            lastNanos = Math.max(lastNanos, nowNanos);
        }
    }

    static void record(Histogram histogram, long nanos) {
        histogram.recordValue(Math.min(HIGHEST_MICROS, Math.max(1, nanos / 1_000)));
    }

    /** From due time to prediction. */
    public synchronized Histogram all() {
        return all.copy();
    }

    /** From due time to the producer: how late the generator itself was. */
    public synchronized Histogram sending() {
        return sending.copy();
    }

    /** What came since the last call, warm-up included. */
    synchronized Histogram interval() {
        Histogram since = interval;
        interval = histogram();
        return since;
    }

    /** Predictions a second, of those that are measured. */
    public synchronized double perSecond() {
        long count = all.getTotalCount();
        return count < 2 || lastNanos == firstNanos ? 0 : (count - 1) * 1e9 / (lastNanos - firstNanos);
    }

    /** A percentile in milliseconds; 0 where nothing was measured. */
    public static double millis(Histogram histogram, double percentile) {
        return histogram.getTotalCount() == 0 ? 0 : histogram.getValueAtPercentile(percentile) / 1e3;
    }
}
