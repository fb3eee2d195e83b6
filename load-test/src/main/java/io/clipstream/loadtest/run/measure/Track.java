package io.clipstream.loadtest.run.measure;

import io.clipstream.loadtest.report.Series;
import java.util.EnumMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.HdrHistogram.Histogram;

/** A run over time, a point a second; filled by one thread, read once it has ended. */
public final class Track {
    public final Series asked = new Series("asked for");
    public final Series sent = new Series("sent");
    public final Series got = new Series("answered");
    public final Series p50 = new Series("p50");
    public final Series p99 = new Series("p99");
    public final Series max = new Series("max");
    public final Series lag = new Series("due, not answered");
    public final Series groupLag = new Series("not committed by the score group");
    /** What the probes saw of the system. */
    public final Map<Gauge, Series> system = series("roles");
    /** What they saw of the load generator. */
    public final Map<Gauge, Series> generator = series("load generator");

    private final Map<Series, double[]> last = new IdentityHashMap<>();

    private static Map<Gauge, Series> series(String name) {
        Map<Gauge, Series> series = new EnumMap<>(Gauge.class);
        for (Gauge gauge : Gauge.values()) {
            series.put(gauge, new Series(name));
        }
        return series;
    }

    void counts(double second, long due, long sendings, long answered, OptionalLong uncommitted) {
        rate(asked, second, due);
        rate(sent, second, sendings);
        rate(got, second, answered);
        lag.add(second, Math.max(0, due - answered));
        uncommitted.ifPresent(records -> groupLag.add(second, records));
    }

    void latency(double second, Histogram interval) {
        if (interval.getTotalCount() > 0) {
            p50.add(second, Latencies.millis(interval, 50));
            p99.add(second, Latencies.millis(interval, 99));
            max.add(second, interval.getMaxValue() / 1e3);
        }
    }

    void look(Map<Gauge, Series> series, double second, Map<Gauge, Double> seen) {
        seen.forEach((gauge, value) -> {
            if (gauge == Gauge.CPU_SECONDS) {
                rate(series.get(gauge), second, value);
            } else {
                series.get(gauge).add(second, value);
            }
        });
    }

    /** Adds how fast a total has grown since its last point. */
    private void rate(Series series, double second, double total) {
        double[] before = last.put(series, new double[] {second, total});
        if (before != null && second > before[0]) {
            series.add(second, Math.max(0, (total - before[1]) / (second - before[0])));
        }
    }

    /** Mean of a series between two seconds; null where it has no point there. */
    public static Double mean(Series series, double from, double to) {
        double sum = 0;
        int count = 0;
        List<Double> places = series.places();
        List<Double> values = series.values();
        for (int i = 0; i < values.size(); i++) {
            if (places.get(i) >= from && places.get(i) <= to) {
                sum += values.get(i);
                count++;
            }
        }
        return count == 0 ? null : Double.valueOf(sum / count);
    }

    /** Highest value of a series; null where it has none. */
    public static Double max(Series series) {
        return series.values().stream().max(Double::compare).orElse(null);
    }
}
