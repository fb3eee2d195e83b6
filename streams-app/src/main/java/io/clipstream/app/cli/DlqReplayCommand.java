package io.clipstream.app.cli;

import io.clipstream.app.letters.Letter;
import io.clipstream.app.letters.LetterId;
import io.clipstream.app.letters.ReplayOptions;
import io.clipstream.app.letters.ReplayOutcome;
import io.clipstream.app.letters.ReplayReport;
import io.clipstream.app.letters.ReplayRun;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Puts the records of dead letters back on their topics. */
@Command(
        name = "replay",
        description = "Puts the records of dead letters back on their topics, each once, whatever happens meanwhile.")
final class DlqReplayCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ConfigOptions options;

    @Mixin
    private LetterOptions letters;

    @Parameters(paramLabel = "ID", arity = "0..*", description = "Letters by id, as 'dlq list' shows them.")
    private List<String> texts = new ArrayList<>();

    @Option(names = "--all", description = "All open letters; needed where neither ids nor filters are given.")
    private boolean all;

    @Option(names = "--dry-run", description = "Only says what would be done.")
    private boolean dryRun;

    @Option(
            names = "--max",
            paramLabel = "N",
            defaultValue = "2147483647",
            showDefaultValue = picocli.CommandLine.Help.Visibility.NEVER,
            description = "At most N letters, oldest first.")
    private int max;

    @Option(names = "--rate", paramLabel = "N", defaultValue = "0", description = "At most N letters a second.")
    private double rate;

    @Option(
            names = "--max-attempts",
            paramLabel = "N",
            defaultValue = "5",
            description = "Leaves alone what was refused N times or more (${DEFAULT-VALUE}).")
    private int maxAttempts;

    @Option(names = "--json", description = "One JSON object a letter, and one at the end.")
    private boolean json;

    @Override
    public Integer call() {
        Set<LetterId> ids = texts.stream().map(LetterIdConverter::parse).collect(Collectors.toSet());
        if (ids.isEmpty() && !letters.chosen() && !all) {
            throw new IllegalArgumentException(
                    "say which letters: ids, filters such as --reason, or --all; --dry-run shows what would be done");
        }
        ReplayRun run = new ReplayRun(
                options.deployment(),
                letters.query(ids),
                new ReplayOptions(dryRun, max, rate, maxAttempts),
                this::print);
        EndOfProcess end = new EndOfProcess(run::stop);
        try {
            ReplayReport report = run.run();
            print(report);
            out().flush();
            return report.isComplete() ? CommandLines.OK : CommandLines.FAILED;
        } finally {
            end.close();
        }
    }

    private void print(Letter letter, ReplayOutcome outcome, String detail) {
        if (texts.isEmpty() && outcome == ReplayOutcome.ALREADY_REPLAYED) {
            // Nobody asked for this one: it is counted, and there may be very many.
            return;
        }
        if (json) {
            Map<String, Object> view = new LinkedHashMap<>();
            view.put("id", letter.id().toString());
            view.put("key", letter.key());
            view.put("outcome", outcome.name());
            view.put("detail", detail);
            out().println(Json.line(view));
        } else {
            String words = outcome.name().toLowerCase(Locale.ROOT).replace('_', ' ');
            out().printf("%-10s %-18s %s%n", letter.id(), words, Printable.line(detail, 400));
        }
    }

    private void print(ReplayReport report) {
        Map<String, Object> view = new LinkedHashMap<>();
        for (ReplayOutcome outcome : ReplayOutcome.values()) {
            view.put(outcome.name(), report.count(outcome));
        }
        view.put("LEFT", report.left());
        view.put(
                "UNKNOWN",
                report.unknown().stream().sorted().map(LetterId::toString).toList());
        view.put("STOPPED", report.stopped());
        if (json) {
            out().println(Json.line(view));
            return;
        }
        report.unknown().stream().sorted().forEach(id -> out().printf("%-10s there is no such letter%n", id));
        out().println(view.entrySet().stream()
                .filter(entry -> entry.getValue() instanceof Integer count && count > 0)
                .map(entry -> entry.getValue() + " "
                        + entry.getKey().toLowerCase(Locale.ROOT).replace('_', ' '))
                .collect(Collectors.joining(", ", "", report.stopped() ? "; stopped before the end" : ""))
                .replaceFirst("^$", "nothing to replay"));
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
