package io.clipstream.loadtest.run.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.clipstream.app.metrics.Metric;
import io.clipstream.app.metrics.Metrics;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** What can be seen of a system from the outside. */
class ProbeTest {
    @Test
    void findsTheProductsMetrics() {
        // Given what the product shows
        PrometheusText text;
        try (Metrics metrics = new Metrics()) {
            metrics.bindMachine();
            metrics.gauge(Metric.IN_FLIGHT, () -> 12);
            text = new PrometheusText(metrics.scrape());
        }

        // Then the names that are asked for are there
        assertThat(text.sum("clipstream_in_flight_images", "")).hasValue(12);
        assertThat(text.sum("jvm_memory_used_bytes", "area=\"heap\"").orElse(0))
                .isPositive()
                .isLessThan(text.sum("jvm_memory_used_bytes", "").orElse(0));
        assertThat(text.sum("jvm_buffer_memory_used_bytes", "id=\"direct\"")).isPresent();
        assertThat(text.sum("process_cpu_time_ns_total", "").orElse(0)).isPositive();
        assertThat(text.sum("clipstream_in_flight", "")).isEmpty();
    }

    @Test
    void readsWhatTheGpuToolSays() {
        assertThat(GpuProbe.parse("1024, 40\n512, 60\n"))
                .isEqualTo(Map.of(Gauge.GPU_MEMORY, 1536.0, Gauge.GPU_USE, 50.0));
        assertThat(GpuProbe.parse("NVIDIA-SMI has failed because it could not communicate with the driver\n"))
                .isEmpty();
    }

    @Test
    void turnsTotalsIntoRates() {
        // Given a track with points of 2 s distance
        Track track = new Track();
        track.counts(1, 10, 10, 0, OptionalLong.empty());
        track.counts(3, 50, 30, 10, OptionalLong.of(40));
        track.look(track.system, 1, Map.of(Gauge.CPU_SECONDS, 4.0, Gauge.HEAP, 100.0));
        track.look(track.system, 3, Map.of(Gauge.CPU_SECONDS, 7.0, Gauge.HEAP, 120.0));

        // Then
        assertThat(track.asked.values()).containsExactly(20.0);
        assertThat(track.got.values()).containsExactly(5.0);
        assertThat(track.lag.values()).containsExactly(10.0, 40.0);
        assertThat(track.groupLag.places()).containsExactly(3.0);
        assertThat(track.system.get(Gauge.CPU_SECONDS).values()).containsExactly(1.5);
        assertThat(Track.mean(track.system.get(Gauge.HEAP), 0, 4)).isCloseTo(110, within(1e-9));
        assertThat(Track.max(track.system.get(Gauge.RESIDENT))).isNull();
    }
}
