package io.clipstream.app.metrics;

import io.clipstream.scoring.LiveVersion;
import io.clipstream.topology.AdapterTailListener;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Feeds catalogue and log from the tail of the adapters topic; called on the tail's thread. */
public final class VersionMeters implements AdapterTailListener {
    private static final Logger LOG = LoggerFactory.getLogger(VersionMeters.class);

    private final Metrics metrics;
    private final Map<String, AtomicLong> live = new ConcurrentHashMap<>();

    public VersionMeters(Metrics metrics) {
        this.metrics = metrics;
    }

    @Override
    public void live(LiveVersion version) {
        gauge(version.task()).set(version.version());
        metrics.counter(Metric.ADAPTER_SWAPS, version.task()).increment();
        LOG.debug("Task {} is scored by version {}", version.task(), version.version());
    }

    @Override
    public void refused(String task, String reason) {
        metrics.counter(Metric.ADAPTERS_REFUSED, task).increment();
        LOG.warn("A version of task {} was refused, the one before stays: {}", task, reason);
    }

    @Override
    public void retired(String task) {
        gauge(task).set(0);
        LOG.info("Task {} has ended", task);
    }

    private AtomicLong gauge(String task) {
        return live.computeIfAbsent(task, name -> {
            AtomicLong version = new AtomicLong();
            metrics.gauge(Metric.ADAPTER_VERSION, version::get, name);
            return version;
        });
    }
}
