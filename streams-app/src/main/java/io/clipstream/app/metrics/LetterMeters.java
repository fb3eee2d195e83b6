package io.clipstream.app.metrics;

import io.clipstream.topology.LetterListener;
import io.clipstream.topology.Reason;
import io.clipstream.topology.Stage;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Feeds the catalogue from the dead letters of one role, and tells its status; safe for use by many threads. */
public final class LetterMeters implements LetterListener {
    private final Metrics metrics;
    private final Map<Reason, LongAdder> counts = new ConcurrentHashMap<>();

    public LetterMeters(Metrics metrics) {
        this.metrics = metrics;
    }

    @Override
    public void refused(Stage stage, Reason reason) {
        metrics.counter(Metric.DEAD_LETTERS, stage.name(), reason.name()).increment();
        counts.computeIfAbsent(reason, key -> new LongAdder()).increment();
    }

    /** Dead letters since the start, by reason; no reason without any. */
    public Map<String, Long> counts() {
        Map<String, Long> now = new TreeMap<>();
        counts.forEach((reason, count) -> now.put(reason.name(), count.sum()));
        return now;
    }
}
