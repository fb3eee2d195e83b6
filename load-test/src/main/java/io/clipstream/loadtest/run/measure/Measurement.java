package io.clipstream.loadtest.run.measure;

import io.clipstream.app.client.Deployment;
import io.clipstream.loadtest.run.schedule.Schedule;
import io.clipstream.loadtest.run.traffic.Load;
import io.clipstream.loadtest.run.traffic.TrafficSender;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * One measured run against a system that is up.
 *
 * @param schedule when records are due
 * @param load what they are
 * @param warmUp seconds at the start that are not measured; what is sent in them is accounted for all the same
 * @param drain most seconds to wait for the last answers
 * @param corrections share of predictions that are labelled
 * @param correctionDelay seconds from a prediction to its label
 */
public record Measurement(
        Schedule schedule, Load load, double warmUp, long drain, double corrections, double correctionDelay) {
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    /** An answer that comes twice comes again soon. */
    private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final long LEAD_NANOS = TimeUnit.SECONDS.toNanos(1);

    /**
     * What a run has shown.
     *
     * @param corrections labels that the brokers have
     * @param refusedCorrections labels that became dead letters
     */
    public record Findings(
            Ledger.Account account,
            Latencies latencies,
            StageTimes stages,
            Track track,
            long corrections,
            long refusedCorrections) {}

    /** Sends, reads, and waits until every record has its answer or the time is up. */
    public Findings run(Deployment deployment, List<Probe> probes) throws InterruptedException {
        long warmUpNanos = (long) (warmUp * 1e9);
        Latencies latencies = new Latencies(warmUpNanos);
        StageTimes stages = new StageTimes();
        Track track = new Track();
        try (TrafficSender sender = new TrafficSender(deployment, load);
                GroupLag lag = new GroupLag(deployment);
                Labeller labeller =
                        corrections > 0 ? new Labeller(deployment, load, corrections, correctionDelay) : null) {
            // Everything is connected before the clock starts: that is not the system's latency.
            long start = System.nanoTime() + LEAD_NANOS;
            Ledger ledger = new Ledger(schedule, load.traffic(), start, latencies);
            OutcomeReader reader =
                    new OutcomeReader(deployment, load.ids(), schedule.dueBy(warmUpNanos), ledger, stages, labeller);
            Sampler sampler = new Sampler(schedule, start, ledger, latencies, lag, probes, track);
            Thread reading = thread(reader, "clipstream-load-reader");
            Thread sampling = thread(sampler, "clipstream-load-sampler");
            try {
                sender.send(schedule, start, ledger);
                drain(ledger);
            } finally {
                sampler.stop();
                reader.stop();
                sampling.join();
                reading.join();
            }
            return new Findings(
                    ledger.account(),
                    latencies,
                    stages,
                    track,
                    labeller == null ? 0 : labeller.sent(),
                    reader.refusedLabels());
        }
    }

    private void drain(Ledger ledger) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(drain);
        while (!ledger.isComplete() && System.nanoTime() < deadline) {
            LockSupport.parkNanos(POLL_NANOS);
        }
        LockSupport.parkNanos(QUIET_NANOS);
    }

    private static Thread thread(Runnable work, String name) {
        Thread thread = new Thread(work, name);
        thread.start();
        return thread;
    }
}
