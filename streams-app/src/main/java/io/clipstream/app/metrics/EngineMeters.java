package io.clipstream.app.metrics;

import io.clipstream.scoring.EngineListener;
import io.clipstream.scoring.ScoreOutcome;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Timer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Feeds the catalogue from the engine; called on the engine's threads. */
public final class EngineMeters implements EngineListener {
    private final Metrics metrics;
    private final DriftMeters drift;
    private final Timer decodeTime;
    private final Timer batchTime;
    private final Timer imageTime;
    private final DistributionSummary batchSize;
    private final Counter failures;
    private final Counter abandoned;
    private final Map<String, Counter> scored = new ConcurrentHashMap<>();
    private final Map<ScoreOutcome.Cause, Counter> refused = new ConcurrentHashMap<>();

    /** @param drift hears of every scored image too */
    public EngineMeters(Metrics metrics, DriftMeters drift) {
        this.metrics = metrics;
        this.drift = drift;
        this.decodeTime = metrics.timer(Metric.DECODE_TIME);
        this.batchTime = metrics.timer(Metric.BATCH_TIME);
        this.imageTime = metrics.timer(Metric.IMAGE_TIME);
        this.batchSize = metrics.summary(Metric.BATCH_SIZE);
        this.failures = metrics.counter(Metric.ENGINE_FAILURES);
        this.abandoned = metrics.counter(Metric.DECODES_ABANDONED);
    }

    @Override
    public void decoded(long nanos, boolean readable) {
        decodeTime.record(nanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void abandoned() {
        abandoned.increment();
    }

    @Override
    public void batch(int size, long nanos) {
        batchSize.record(size);
        batchTime.record(nanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void scored(ScoreOutcome.Scored outcome) {
        drift.scored(outcome);
        scored.computeIfAbsent(outcome.version().task(), task -> metrics.counter(Metric.IMAGES_SCORED, task))
                .increment();
        ScoreOutcome.StageTimes times = outcome.times();
        imageTime.record(times.queue() + times.decode() + times.batchWait() + times.device(), TimeUnit.NANOSECONDS);
    }

    @Override
    public void refused(ScoreOutcome.Refused outcome) {
        refused.computeIfAbsent(outcome.cause(), cause -> metrics.counter(Metric.IMAGES_REFUSED, cause.name()))
                .increment();
    }

    @Override
    public void failed(Throwable cause) {
        failures.increment();
    }
}
