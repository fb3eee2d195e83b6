package io.clipstream.loadtest.run.measure;

import io.clipstream.loadtest.run.schedule.Schedule;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Adds a point a second to a track, from the start of a run until it is closed; one thread, but for {@link #stop}. */
final class Sampler implements Runnable {
    private static final long PERIOD_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Schedule schedule;
    private final long startNanos;
    private final Ledger ledger;
    private final Latencies latencies;
    private final GroupLag lag;
    private final List<Probe> probes;
    private final Probe own = new OwnProcessProbe();
    private final Track track;
    private final CountDownLatch stopped = new CountDownLatch(1);

    Sampler(
            Schedule schedule,
            long startNanos,
            Ledger ledger,
            Latencies latencies,
            GroupLag lag,
            List<Probe> probes,
            Track track) {
        this.schedule = schedule;
        this.startNanos = startNanos;
        this.ledger = ledger;
        this.latencies = latencies;
        this.lag = lag;
        this.probes = List.copyOf(probes);
        this.track = track;
    }

    @Override
    public void run() {
        try {
            long next = startNanos;
            while (!stopped.await(Math.max(0, next - System.nanoTime()), TimeUnit.NANOSECONDS)) {
                sample();
                next = Math.max(next + PERIOD_NANOS, System.nanoTime());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void sample() throws InterruptedException {
        // The counts first and together, since brokers and processes may take their time to answer.
        long nanos = System.nanoTime() - startNanos;
        double second = nanos / 1e9;
        long due = schedule.dueBy(nanos);
        long sent = ledger.sent();
        long answered = ledger.answered();
        track.latency(second, latencies.interval());
        track.counts(second, due, sent, answered, lag.records());
        for (Probe probe : probes) {
            track.look(track.system, (System.nanoTime() - startNanos) / 1e9, probe.look());
        }
        track.look(track.generator, (System.nanoTime() - startNanos) / 1e9, own.look());
    }

    /** Ends {@link #run()} after the point that it may be at. */
    void stop() {
        stopped.countDown();
    }
}
