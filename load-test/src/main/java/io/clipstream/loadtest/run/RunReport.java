package io.clipstream.loadtest.run;

import io.clipstream.loadtest.report.Axis;
import io.clipstream.loadtest.report.HtmlReport;
import io.clipstream.loadtest.report.Series;
import io.clipstream.loadtest.run.measure.Gauge;
import io.clipstream.loadtest.run.measure.Latencies;
import io.clipstream.loadtest.run.measure.Measurement;
import io.clipstream.loadtest.run.measure.Stage;
import io.clipstream.loadtest.run.measure.Track;
import io.clipstream.loadtest.run.traffic.Load;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** The page about a run. */
final class RunReport {
    private static final double[] PERCENTILES = {
        0, 25, 50, 60, 70, 75, 80, 85, 90, 92.5, 95, 96, 97, 98, 98.5, 99, 99.25, 99.5, 99.7, 99.8, 99.9, 99.95, 99.99,
        99.999
    };

    private static final int TASKS_SHOWN = 20;

    private final RunResult result;
    private final Measurement measurement;
    private final Measurement.Findings findings;
    private final Track track;

    private RunReport(RunResult result, Measurement measurement, Measurement.Findings findings) {
        this.result = result;
        this.measurement = measurement;
        this.findings = findings;
        this.track = findings.track();
    }

    /** @param system what was measured, in a sentence or two */
    static HtmlReport of(String system, RunResult result, Measurement measurement, Measurement.Findings findings) {
        HtmlReport page = new HtmlReport("Clipstream under load")
                .text(system + " " + Instant.now().truncatedTo(ChronoUnit.SECONDS) + ".")
                .text("The load is open loop: latency counts from the moment a record was due, whether or not it"
                        + " could be sent then, to its committed prediction. The first "
                        + number("%.0f", measurement.warmUp())
                        + " s are warm-up: they are in the charts over time and in the account, not in the"
                        + " percentiles.");
        new RunReport(result, measurement, findings).fill(page);
        return page;
    }

    private void fill(HtmlReport page) {
        page.table("The account", account());
        page.table("Speed", speed());
        page.chart("Latency over time", "ms", List.of(track.p50, track.p99, track.max));
        page.chart("Latency by percentile", Axis.percentiles(), Axis.logarithmic("ms"), percentiles());
        page.chart("Throughput", "records a second", List.of(track.asked, track.sent, track.got));
        page.chart("Lag", "records", List.of(track.lag, track.groupLag));
        page.table("Where the time goes", List.of("stage", "mean ms", "p50 ms", "p99 ms", ""), stages());
        page.bars("Batches", Axis.linear("images in a batch"), Axis.linear("batches"), batches());
        page.chart("Processor", "cores", both(Gauge.CPU_SECONDS));
        page.chart("Resident memory, native memory included", "MB", both(Gauge.RESIDENT));
        page.chart("Java heap in use", "MB", both(Gauge.HEAP));
        page.chart("Direct buffers", "MB", List.of(track.system.get(Gauge.DIRECT)));
        page.chart("Images between intake and outcome", "images", List.of(track.system.get(Gauge.IN_FLIGHT)));
        if (!track.system.get(Gauge.GPU_MEMORY).isEmpty()) {
            page.chart("GPU memory", "MB", List.of(track.system.get(Gauge.GPU_MEMORY)));
            page.chart("GPU use", "%", List.of(track.system.get(Gauge.GPU_USE)));
        }
        if (measurement.load().tasks().size() > 1) {
            page.table("Records by task", List.of("task", "records"), tasks());
        }
    }

    private Map<String, Object> account() {
        Map<String, Object> rows = new LinkedHashMap<>();
        rows.put("records sent", result.sent());
        rows.put("of them sent again", result.resent());
        rows.put("of them garbage", result.garbage());
        rows.put("predicted", result.received());
        rows.put("dead letters", RunText.reasons(result));
        rows.put("lost", result.lost());
        rows.put("duplicated", result.duplicated());
        rows.put("other than expected", result.unexpected());
        rows.put("refused by the brokers", result.refused());
        rows.put("corrections sent", result.corrections());
        rows.put("corrections that became dead letters", result.correctionsRefused());
        return rows;
    }

    private Map<String, Object> speed() {
        Map<String, Object> rows = new LinkedHashMap<>();
        rows.put("shape of the load", result.shape());
        rows.put("records asked for", number("%.1f a second", result.targetPerSecond()));
        rows.put("images predicted", number("%.1f a second", result.imagesPerSecond()));
        rows.put("latency p50", number("%.1f ms", result.latencyMsP50()));
        rows.put("latency p90", number("%.1f ms", result.latencyMsP90()));
        rows.put("latency p99", number("%.1f ms", result.latencyMsP99()));
        rows.put("latency p99.9", number("%.1f ms", result.latencyMsP999()));
        rows.put("latency max", number("%.1f ms", result.latencyMsMax()));
        rows.put("load generator's own lateness, p99", number("%.1f ms", result.sendingLateMsP99()));
        rows.put("largest lag", number("%.0f records", result.lagMax()));
        rows.put("mean batch", number("%.1f images", result.batchMean()));
        return rows;
    }

    private List<Series> percentiles() {
        return List.of(
                percentiles("due to prediction", findings.latencies().all()),
                percentiles("due to sent", findings.latencies().sending()));
    }

    /** Up to the percentile that a single record decides. */
    private static Series percentiles(String name, Histogram micros) {
        Series line = new Series(name);
        for (double percentile : PERCENTILES) {
            if (micros.getTotalCount() * (100 - percentile) >= 100) {
                line.add(Axis.percentile(percentile), Latencies.millis(micros, percentile));
            }
        }
        return line;
    }

    private List<List<Object>> stages() {
        List<List<Object>> rows = new ArrayList<>();
        for (Stage stage : Stage.values()) {
            RunResult.Times times = result.stages().get(stage.id());
            rows.add(List.of(
                    stage.id(),
                    number("%.1f", times.mean()),
                    number("%.1f", times.p50()),
                    number("%.1f", times.p99()),
                    stage.help()));
        }
        return rows;
    }

    private Map<String, Double> batches() {
        Map<String, Double> batches = new LinkedHashMap<>();
        findings.stages()
                .imagesByBatchSize()
                .forEach((size, images) -> batches.put(Integer.toString(size), (double) images / size));
        return batches;
    }

    private List<Series> both(Gauge gauge) {
        return List.of(track.system.get(gauge), track.generator.get(gauge));
    }

    /** Traffic is the same whenever it is asked for. */
    private List<List<Object>> tasks() {
        Load load = measurement.load();
        long[] records = new long[load.tasks().size()];
        for (long i = 0; i < measurement.schedule().count(); i++) {
            records[load.traffic().item(i).task()]++;
        }
        List<List<Object>> rows = new ArrayList<>();
        for (int task = 0; task < Math.min(TASKS_SHOWN, records.length); task++) {
            rows.add(List.of(load.tasks().get(task), records[task]));
        }
        return rows;
    }

    private static String number(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }
}
