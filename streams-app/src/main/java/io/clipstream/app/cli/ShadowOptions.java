package io.clipstream.app.cli;

import io.clipstream.app.shadow.ShadowTally;
import java.io.PrintWriter;
import java.util.Map;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What commands about a version in the shadow have in common. */
final class ShadowOptions {
    private static final int SHOWN = 20;

    @Parameters(index = "0", paramLabel = "TASK")
    String task;

    @Parameters(index = "1", paramLabel = "VERSION")
    long version;

    @Option(names = "--count-only", description = "Writes no predictions down, only counts.")
    boolean countOnly;

    @Option(names = "--json", description = "One JSON object.")
    private boolean json;

    void print(ShadowTally tally, PrintWriter out) {
        Map<String, Object> view = tally.view();
        view.put("task", task);
        view.put("version", version);
        if (json) {
            out.println(Json.line(view));
            return;
        }
        out.printf("%-24s %s%n", "images", view.get("images"));
        out.printf("%-24s %s%n", "other than the champion", view.get("otherThanChampion"));
        out.printf("%-24s %s%n", "other than predicted", view.get("otherThanPredicted"));
        out.printf(
                "%-24s %s of %s, the champion %s (labelled images that neither has learned)%n",
                "right", view.get("right"), view.get("labelled"), view.get("championRight"));
        out.printf(
                "%-24s %.3f, the champion %.3f%n",
                "mean confidence", view.get("meanConfidence"), view.get("championMeanConfidence"));
        ((Map<?, ?>) view.get("changes"))
                .entrySet().stream()
                        .limit(SHOWN)
                        .forEach(change -> out.printf(
                                "%24s %s%n",
                                change.getValue(),
                                Printable.line(change.getKey().toString(), 300)));
    }
}
