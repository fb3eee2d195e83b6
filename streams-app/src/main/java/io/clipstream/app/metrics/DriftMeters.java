package io.clipstream.app.metrics;

import io.clipstream.adapter.DriftWatch;
import io.clipstream.adapter.StreamSketch;
import io.clipstream.scoring.EngineListener;
import io.clipstream.scoring.LoadedVersion;
import io.clipstream.scoring.ScoreOutcome.Scored;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches every task's stream for drift, and tells gauges and log; called on the engine's threads.
 *
 * <p>A task costs about 4 KB, and gauges of its own only among the first {@value #SHOWN} that were seen; alarms are counted
 * and logged for all. An alarm changes nothing else: readiness, scoring and decisions stay as they are.
 */
public final class DriftMeters implements EngineListener {
    /** Tasks with gauges of their own: Prometheus keeps each for good. */
    static final int SHOWN = 100;

    private static final Logger LOG = LoggerFactory.getLogger(DriftMeters.class);

    private final Metrics metrics;
    private final DriftWatch.Limits limits;
    private final Map<String, Watched> tasks = new ConcurrentHashMap<>();
    private final Set<String> alarms = ConcurrentHashMap.newKeySet();
    private final AtomicInteger shown = new AtomicInteger();

    /** A task's watch, and the stream that it compares with. */
    private record Watched(StreamSketch sketch, DriftWatch watch) {}

    public DriftMeters(Metrics metrics, DriftWatch.Limits limits) {
        this.metrics = metrics;
        this.limits = limits;
        metrics.gauge(Metric.DRIFT_ALARMS, alarms::size);
    }

    @Override
    public void scored(Scored outcome) {
        LoadedVersion version = outcome.version().loaded();
        if (version.stream() == null) {
            return;
        }
        DriftWatch watch = watch(version, outcome.feature().length);
        float highest = 0;
        for (float p : outcome.probabilities()) {
            highest = Math.max(highest, p);
        }
        if (watch.add(outcome.feature(), highest)) {
            tell(version.task(), watch.latest());
        }
    }

    /** What the latest full window of a task said. */
    DriftWatch.Reading latest(String task) {
        Watched watched = tasks.get(task);
        return watched == null ? DriftWatch.Reading.NONE : watched.watch().latest();
    }

    private DriftWatch watch(LoadedVersion version, int dimension) {
        Watched known = tasks.get(version.task());
        if (known != null && known.sketch() == version.stream()) {
            return known.watch();
        }
        return tasks.compute(version.task(), (task, current) -> {
                    if (current == null) {
                        show(task);
                        return new Watched(version.stream(), new DriftWatch(version.stream(), dimension, limits));
                    }
                    // Instant versions repeat the sketch of the fit that they follow: the window goes on.
                    DriftWatch next = current.sketch().isSame(version.stream())
                            ? current.watch()
                            : current.watch().following(version.stream());
                    return new Watched(version.stream(), next);
                })
                .watch();
    }

    private void show(String task) {
        if (shown.getAndIncrement() < SHOWN) {
            metrics.gauge(Metric.DRIFT_DISTANCE, () -> latest(task).distance(), task);
            metrics.gauge(Metric.ACCURACY_ESTIMATED, () -> latest(task).accuracy(), task);
        }
    }

    private void tell(String task, DriftWatch.Reading now) {
        if (!now.isAlarm() && alarms.remove(task)) {
            LOG.info("Drift alarm of task {} is over", task);
        } else if (now.isAlarm() && alarms.add(task)) {
            LOG.warn(
                    "Drift alarm of task {}: {}{}{}",
                    task,
                    now.features() ? changed(now) : "",
                    now.features() && now.worse() ? ", and " : "",
                    now.worse() ? worse(now) : "");
        }
    }

    private static String changed(DriftWatch.Reading now) {
        return String.format(Locale.ROOT, "its images are others than they were (distance %.2f)", now.distance());
    }

    private static String worse(DriftWatch.Reading now) {
        return String.format(
                Locale.ROOT, "they seem to be classified worse (about %.0f %% right)", 100 * now.accuracy());
    }
}
