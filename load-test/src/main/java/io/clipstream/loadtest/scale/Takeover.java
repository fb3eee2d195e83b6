package io.clipstream.loadtest.scale;

import io.clipstream.app.quickstart.LocalServices;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.TopicPartition;

/** Measures how long the other instance takes to make up for one that is killed, under a steady load. */
final class Takeover {
    private static final int PARTITIONS = 8;
    /** Little enough for one instance of two on any machine. */
    private static final double PER_SECOND = 200;

    private static final long STEADY_SECONDS = 5;
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final long LOOK_MILLIS = 100;
    /** What a second brings is no lag: commits come between. */
    private static final double NO_LAG_SECONDS = 1;

    private final ScaleOptions options;
    private final LocalServices services;
    private final Path state;

    Takeover(ScaleOptions options, LocalServices services, Path state) {
        this.options = options;
        this.services = services;
        this.state = state;
    }

    Map<Measure, Double> measure(String name) throws IOException, InterruptedException {
        try (Site site = Site.open(services, state, name, PARTITIONS, options.settings())) {
            new HeadWriter(site.deployment()).write(1, 1, 10, true);
            Saturation.Load plain = Saturation.Load.plain();
            try (Crew crew = Crew.start(site, options, 2, "score", options.heapMegabytes(), ScaleWorker.NO_DECODING);
                    Lag lag = new Lag(
                            site.deployment(),
                            "score",
                            site.deployment().topics().images())) {
                Flow flow = Flow.start(new ImageQueue(site.deployment(), 1, plain.payloads()), PER_SECOND);
                try {
                    awaitSteady(lag);
                    Map<TopicPartition, Long> before = lag.committed();
                    long killed = System.nanoTime();
                    crew.killOne();
                    return recover(lag, before, killed);
                } finally {
                    flow.close();
                }
            }
        }
    }

    /** All partitions flow, and nothing is behind, for some seconds on end. */
    private static void awaitSteady(Lag lag) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        long since = System.nanoTime();
        while (System.nanoTime() - since < TimeUnit.SECONDS.toNanos(STEADY_SECONDS)) {
            Map<TopicPartition, Long> committed = lag.committed();
            if (committed.containsValue(0L) || isBehind(lag, committed)) {
                since = System.nanoTime();
            }
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("two instances do not keep up with " + PER_SECOND + " images a second");
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        }
    }

    private static Map<Measure, Double> recover(Lag lag, Map<TopicPartition, Long> before, long killed)
            throws InterruptedException {
        Map<Measure, Double> values = new EnumMap<>(Measure.class);
        while (!values.containsKey(Measure.RECOVERED)) {
            Map<TopicPartition, Long> committed = lag.committed();
            double seconds = (System.nanoTime() - killed) / 1e9;
            if (before.entrySet().stream().allMatch(e -> committed.get(e.getKey()) > e.getValue())) {
                values.putIfAbsent(Measure.TAKEN_OVER, seconds);
                if (!isBehind(lag, committed)) {
                    values.put(Measure.RECOVERED, seconds);
                }
            }
            if (seconds > PATIENCE.toSeconds()) {
                throw new IllegalStateException("the lag was not back " + PATIENCE.toSeconds() + " s after the kill");
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        }
        return values;
    }

    private static boolean isBehind(Lag lag, Map<TopicPartition, Long> committed) throws InterruptedException {
        return lag.behind(committed) > PER_SECOND * NO_LAG_SECONDS;
    }
}
