package io.clipstream.loadtest.run.measure;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Asks the processes of a deployment for their metrics and sums them up; used by one thread. */
public final class MetricsProbe implements Probe {
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final double MEGABYTE = 1024 * 1024;

    private final List<URI> addresses;
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(PATIENCE).build();

    /** @param addresses of their metrics, as {@code http://host:port/metrics} */
    public MetricsProbe(List<URI> addresses) {
        this.addresses = List.copyOf(addresses);
    }

    /** Nothing where one of them does not answer: the sum of the others would look like a fall. */
    @Override
    public Map<Gauge, Double> look() {
        Map<Gauge, Double> sums = new EnumMap<>(Gauge.class);
        for (URI address : addresses) {
            String text = fetch(address);
            if (text == null) {
                return Map.of();
            }
            PrometheusText metrics = new PrometheusText(text);
            add(sums, metrics, Gauge.CPU_SECONDS, "process_cpu_time_ns_total", "", 1e9);
            add(sums, metrics, Gauge.HEAP, "jvm_memory_used_bytes", "area=\"heap\"", MEGABYTE);
            add(sums, metrics, Gauge.DIRECT, "jvm_buffer_memory_used_bytes", "id=\"direct\"", MEGABYTE);
            add(sums, metrics, Gauge.IN_FLIGHT, "clipstream_in_flight_images", "", 1);
        }
        return sums;
    }

    private static void add(
            Map<Gauge, Double> sums, PrometheusText metrics, Gauge gauge, String metric, String label, double unit) {
        metrics.sum(metric, label).ifPresent(value -> sums.merge(gauge, value / unit, Double::sum));
    }

    private String fetch(URI address) {
        try {
            HttpResponse<String> answer = client.send(
                    HttpRequest.newBuilder(address).timeout(PATIENCE).build(), HttpResponse.BodyHandlers.ofString());
            return answer.statusCode() == 200 ? answer.body() : null;
        } catch (IOException e) {
            return null; // It may be busy; the next look will tell.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }
}
