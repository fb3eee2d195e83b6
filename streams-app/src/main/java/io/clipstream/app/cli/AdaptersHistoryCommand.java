package io.clipstream.app.cli;

import io.clipstream.app.client.PromotionLog;
import io.clipstream.schemas.Promotion;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says which version was live when, by which rule or person, with the gate's figures. */
@Command(
        name = "history",
        description = "Says which version was live when, by which rule or person, with the gate's figures.")
final class AdaptersHistoryCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ConfigOptions options;

    @Parameters(paramLabel = "TASK")
    private String task;

    @Option(
            names = "--at",
            paramLabel = "TIME",
            converter = MomentConverter.class,
            description = "Only what was live then: 2026-11-22T09:00:00Z, 2026-11-22, or an age such as 2h.")
    private Instant at;

    @Option(names = "--limit", defaultValue = "50", description = "Shows the newest N entries; 0 for all.")
    private int limit;

    @Option(names = "--json", description = "One JSON object an entry.")
    private boolean json;

    @Override
    public Integer call() {
        PromotionLog log = PromotionLog.read(options.deployment(), task);
        if (at == null) {
            List<Promotion> entries = log.entries();
            entries.subList(limit == 0 ? 0 : Math.max(0, entries.size() - limit), entries.size())
                    .forEach(this::print);
            return CommandLines.OK;
        }
        Promotion live = log.liveAt(at).orElse(null);
        if (live == null) {
            spec.commandLine().getErr().println("clipstream: no version of task '" + task + "' was live at " + at);
            return CommandLines.FAILED;
        }
        print(live);
        if (!json) {
            String end = log.nextAfter(at)
                    .map(next -> "until " + next.getAt() + ", when version " + next.getVersion() + " took its place")
                    .orElse("and still is");
            spec.commandLine().getOut().println("live since " + live.getAt() + " " + end);
        }
        return CommandLines.OK;
    }

    private void print(Promotion entry) {
        spec.commandLine().getOut().println(json ? Json.line(AvroView.of(entry)) : line(entry));
    }

    private static String line(Promotion entry) {
        Map<String, Double> figures = new TreeMap<>(entry.getFigures());
        return String.format(
                "%s  %-11s %-6s %-22s %-26s %s%s",
                entry.getAt(),
                entry.getOutcome().name().toLowerCase(Locale.ROOT).replace('_', ' '),
                entry.getVersion() == null ? "-" : entry.getVersion().toString(),
                Printable.line(entry.getMethod(), 40),
                Printable.line(entry.getBy(), 60),
                Printable.line(entry.getReason(), 300),
                figures.isEmpty()
                        ? ""
                        : figures.entrySet().stream()
                                .map(f -> f.getKey() + " " + String.format(Locale.ROOT, "%.4g", f.getValue()))
                                .collect(Collectors.joining(", ", "  [", "]")));
    }
}
