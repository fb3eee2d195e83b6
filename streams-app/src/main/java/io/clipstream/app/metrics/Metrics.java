package io.clipstream.app.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.function.Supplier;
import org.apache.kafka.streams.KafkaStreams;

/** Makes meters of the catalogue and shows them to Prometheus; safe for use by many threads. */
public final class Metrics implements AutoCloseable {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    /** Adds the Java virtual machine's own meters. */
    public void bindMachine() {
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ClassLoaderMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
    }

    /** Adds Kafka Streams' own meters; close what it returns when the application is closed. */
    public AutoCloseable bind(KafkaStreams streams) {
        KafkaStreamsMetrics binder = new KafkaStreamsMetrics(streams);
        binder.bindTo(registry);
        return binder;
    }

    /** The counter with these tag values. */
    public Counter counter(Metric metric, String... values) {
        require(metric, Metric.Kind.COUNTER);
        return Counter.builder(metric.id())
                .description(metric.help())
                .baseUnit(metric.unit())
                .tags(tags(metric, values))
                .register(registry);
    }

    /** Shows a total that somebody else counts and that never falls. */
    public void total(Metric metric, Supplier<Number> value, String... values) {
        require(metric, Metric.Kind.COUNTER);
        FunctionCounter.builder(metric.id(), value, total -> total.get().doubleValue())
                .description(metric.help())
                .baseUnit(metric.unit())
                .tags(tags(metric, values))
                .register(registry);
    }

    /** The timer with these tag values; publishes p50 and p99. */
    public Timer timer(Metric metric, String... values) {
        require(metric, Metric.Kind.TIMER);
        return Timer.builder(metric.id())
                .description(metric.help())
                .tags(tags(metric, values))
                .publishPercentiles(0.5, 0.99)
                .register(registry);
    }

    /** The summary with these tag values. */
    public DistributionSummary summary(Metric metric, String... values) {
        require(metric, Metric.Kind.SUMMARY);
        return DistributionSummary.builder(metric.id())
                .description(metric.help())
                .baseUnit(metric.unit())
                .tags(tags(metric, values))
                .publishPercentiles(0.5, 0.99)
                .register(registry);
    }

    /** Shows a value that is asked for at every look. */
    public void gauge(Metric metric, Supplier<Number> value, String... values) {
        require(metric, Metric.Kind.GAUGE);
        Gauge.builder(metric.id(), value)
                .description(metric.help())
                .baseUnit(metric.unit())
                .tags(tags(metric, values))
                .register(registry);
    }

    /** All meters as Prometheus' text. */
    public String scrape() {
        return registry.scrape();
    }

    private static Tags tags(Metric metric, String... values) {
        if (values.length != metric.tags().size()) {
            throw new IllegalArgumentException(
                    metric + " wants values for the tags " + metric.tags() + ", got " + values.length);
        }
        Tags tags = Tags.empty();
        for (int i = 0; i < values.length; i++) {
            tags = tags.and(metric.tags().get(i), values[i]);
        }
        return tags;
    }

    private static void require(Metric metric, Metric.Kind kind) {
        if (metric.kind() != kind) {
            throw new IllegalArgumentException(metric + " is a " + metric.kind() + ", no " + kind);
        }
    }

    @Override
    public void close() {
        registry.close();
    }
}
