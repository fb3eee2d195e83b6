package io.clipstream.app.metrics;

import io.clipstream.claim.ClaimListener;
import io.clipstream.claim.Fetched;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Timer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Feeds the catalogue from the fetching of images; called on the fetcher's threads. */
public final class ClaimMeters implements ClaimListener {
    private final Metrics metrics;
    private final Timer time;
    private final DistributionSummary size;
    private final Counter retries;
    private final Map<Fetched.Cause, Counter> refused = new ConcurrentHashMap<>();

    public ClaimMeters(Metrics metrics) {
        this.metrics = metrics;
        this.time = metrics.timer(Metric.CLAIM_TIME);
        this.size = metrics.summary(Metric.CLAIM_BYTES);
        this.retries = metrics.counter(Metric.CLAIM_RETRIES);
    }

    @Override
    public void fetched(long bytes, long nanos) {
        time.record(nanos, TimeUnit.NANOSECONDS);
        size.record(bytes);
    }

    @Override
    public void refused(Fetched.Cause cause) {
        refused.computeIfAbsent(cause, c -> metrics.counter(Metric.CLAIMS_REFUSED, c.name()))
                .increment();
    }

    @Override
    public void retried() {
        retries.increment();
    }
}
