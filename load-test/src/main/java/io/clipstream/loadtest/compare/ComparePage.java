package io.clipstream.loadtest.compare;

import io.clipstream.app.bench.Spread;
import io.clipstream.loadtest.report.Axis;
import io.clipstream.loadtest.report.HtmlReport;
import io.clipstream.loadtest.report.Series;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A compare run as a page. */
final class ComparePage {
    private ComparePage() {}

    /** Throughput, ratios, rounds and latency of a run. */
    static HtmlReport of(CompareResult result) {
        HtmlReport page = new HtmlReport("Clipstream and what people would use instead");
        Figures figures = result.figures();
        page.text("All on one broker, with the same images, weights and cores, each in a process of its own, in turn"
                + " within each round. Throughput counts answers by the brokers' clock, on a backlog, after a"
                + " warm-up. A ratio is taken in each round; shown are medians with their quartiles.");
        page.table("What was run", conditions(result));
        Map<String, Number> bars = new LinkedHashMap<>();
        List<List<Object>> rows = new ArrayList<>();
        for (Contender contender : figures.contenders()) {
            figures.throughput(contender).ifPresent(rate -> bars.put(contender.title(), rate.median()));
            rows.add(List.of(
                    contender.title(),
                    text(figures.throughput(contender), 1),
                    text(figures.coreMs(contender), 1),
                    contender == Contender.CLIPSTREAM ? "" : text(figures.ratio(contender), 3)));
        }
        page.bars("Throughput", new Axis("", false, null), Axis.linear("images/s, median"), bars);
        page.table(
                "Medians", List.of("", "images/s", "core ms an image", "Clipstream's throughput divided by it"), rows);
        page.chart("Rounds", Axis.linear("round"), Axis.linear("images/s"), rounds(figures));
        page.table("Rounds in figures", header(result), table(result));
        latency(page, figures);
        if (!result.skipped().isEmpty()) {
            Map<String, String> skipped = new LinkedHashMap<>();
            result.skipped().forEach((contender, why) -> skipped.put(contender.title(), why));
            page.table("Skipped", skipped);
        }
        return page;
    }

    private static Map<String, Object> conditions(CompareResult result) {
        Map<String, Object> rows = new LinkedHashMap<>();
        rows.put("model", result.model());
        rows.put("arithmetic", result.figures().arithmetic());
        rows.put("machine", result.machine().cpu() + ", " + result.machine().cores() + " cores");
        rows.put("images", result.images().origin());
        rows.put("rounds", result.options().rounds());
        rows.put("seconds a turn", result.options().seconds());
        rows.put("seed", result.options().seed());
        if (result.python() != null) {
            rows.put("Python", result.python().name() + ", " + result.python().layout());
        }
        rows.put("encoder, batches of 32 to one by one", text(result.figures().batch32to1(), 2));
        return rows;
    }

    private static List<Series> rounds(Figures figures) {
        List<Series> lines = new ArrayList<>();
        for (Contender contender : figures.contenders()) {
            Series line = new Series(contender.title());
            int round = 0;
            for (Turn turn : figures.turns(contender)) {
                round++;
                if (turn.good() && Double.isFinite(turn.imagesPerSecond())) {
                    line.add(round, turn.imagesPerSecond());
                }
            }
            lines.add(line);
        }
        return lines;
    }

    private static List<String> header(CompareResult result) {
        List<String> header = new ArrayList<>(List.of("round"));
        result.figures().contenders().forEach(contender -> header.add(contender.title()));
        return header;
    }

    private static List<List<Object>> table(CompareResult result) {
        List<List<Object>> rows = new ArrayList<>();
        for (int round = 0; round < result.options().rounds(); round++) {
            List<Object> row = new ArrayList<>(List.of(round + 1));
            for (Contender contender : result.figures().contenders()) {
                Turn turn = result.figures().turns(contender).get(round);
                row.add(turn.good() ? String.format("%.1f", turn.imagesPerSecond()) : turn.problem());
            }
            rows.add(row);
        }
        return rows;
    }

    private static void latency(HtmlReport page, Figures figures) {
        List<List<Object>> rows = new ArrayList<>();
        Map<String, Number> bars = new LinkedHashMap<>();
        for (Contender contender : figures.contenders()) {
            if (!figures.latencies(contender).isEmpty()) {
                rows.add(List.of(
                        contender.title(),
                        text(figures.latency(contender, Latency::p50), 1),
                        text(figures.latency(contender, Latency::p99), 1)));
                figures.latency(contender, Latency::p99).ifPresent(p99 -> bars.put(contender.title(), p99.median()));
            }
        }
        if (rows.isEmpty()) {
            return;
        }
        page.bars(
                String.format("Latency at %.1f images/s", figures.latencyRate()),
                new Axis("", false, null),
                Axis.linear("p99, ms, median of the rounds"),
                bars);
        page.text(String.format(
                "Images come at random times at %.0f%% of the slower one's throughput, whatever the contender does;"
                        + " latency counts from the moment an image was due to its committed answer. Clipstream's p99"
                        + " divided by the Python consumer's: %s.",
                100 * CompareOptions.LOAD, text(figures.latencyRatio(Latency::p99), 2)));
        page.table("Latency, ms", List.of("", "p50", "p99"), rows);
    }

    /** Median and quartiles. */
    private static String text(Optional<Spread> spread, int decimals) {
        String format = "%." + decimals + "f (%." + decimals + "f to %." + decimals + "f)";
        return spread.map(s -> String.format(format, s.median(), s.low(), s.high()))
                .orElse("-");
    }
}
