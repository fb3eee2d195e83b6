package io.clipstream.loadtest;

import java.util.BitSet;
import org.HdrHistogram.Histogram;

/**
 * Keeps account of a run: what was due when, what came back, how late, how often.
 *
 * <p>Latency counts from the moment an image was due, not from the moment it was sent, so a stalled sender cannot hide it
 * (no coordinated omission). All methods are safe for use by the sender's and the reader's thread.
 */
final class Ledger {
    private static final long HIGHEST_MICROS = 3_600_000_000L;

    private final Schedule schedule;
    private final long warmUp;
    private final Histogram latencyMicros = new Histogram(1, HIGHEST_MICROS, 3);
    private final BitSet received = new BitSet();
    private long sent;
    private long refused;
    private long duplicated;
    private long firstNanos = Long.MAX_VALUE;
    private long lastNanos = Long.MIN_VALUE;
    private long measured;

    /**
     * @param warmUp the first images of the run whose latency is not measured; they are still accounted for
     */
    Ledger(Schedule schedule, long warmUp) {
        this.schedule = schedule;
        this.warmUp = warmUp;
    }

    /** The sender handed an image to the producer. */
    synchronized void sent() {
        sent++;
    }

    /** The broker refused an image: it was never part of the stream. */
    synchronized void refused() {
        refused++;
    }

    /** A prediction of image {@code index} was read at {@code nowNanos}. */
    synchronized void received(long index, long nowNanos) {
        if (received.get((int) index)) {
            duplicated++;
            return;
        }
        received.set((int) index);
        if (index < warmUp) {
            return;
        }
        measured++;
        firstNanos = Math.min(firstNanos, nowNanos);
        lastNanos = Math.max(lastNanos, nowNanos);
        long micros = Math.max(1, (nowNanos - schedule.dueNanos(index)) / 1_000);
        latencyMicros.recordValue(Math.min(HIGHEST_MICROS, micros));
    }

    /** Whether every image that the broker took has its prediction. */
    synchronized boolean isComplete() {
        return received.cardinality() >= sent - refused;
    }

    /** The account so far. */
    synchronized LoadResult result() {
        double seconds = measured > 1 ? (lastNanos - firstNanos) / 1e9 : 0;
        return new LoadResult(
                sent,
                received.cardinality(),
                Math.max(0, sent - refused - received.cardinality()),
                duplicated,
                refused,
                schedule.perSecond(),
                seconds > 0 ? (measured - 1) / seconds : 0,
                latencyMicros.getValueAtPercentile(50) / 1_000.0,
                latencyMicros.getValueAtPercentile(90) / 1_000.0,
                latencyMicros.getValueAtPercentile(99) / 1_000.0,
                latencyMicros.getValueAtPercentile(99.9) / 1_000.0,
                latencyMicros.getMaxValue() / 1_000.0);
    }
}
