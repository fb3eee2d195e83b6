package io.clipstream.app.cli;

import io.clipstream.adapter.InvalidAdapterException;
import io.clipstream.app.client.AdapterCatalogue;
import io.clipstream.app.client.Deployment;
import io.clipstream.app.client.RecentFeatures;
import io.clipstream.app.client.RefusedException;
import io.clipstream.app.client.VersionDifference;
import io.clipstream.schemas.AdapterVersion;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says where two versions of a task differ. */
@Command(
        name = "diff",
        description = {
            "Says where two versions of a task differ: in what they were made from, and in what they say of the images",
            "that the task predicted last."
        })
final class AdaptersDiffCommand implements Callable<Integer> {
    private static final int SHOWN = 20;

    @Spec
    private CommandSpec spec;

    @Mixin
    private ConfigOptions options;

    @Parameters(paramLabel = "TASK")
    private String task;

    @Parameters(paramLabel = "VERSION")
    private long first;

    @Parameters(paramLabel = "VERSION")
    private long second;

    @Option(names = "--images", defaultValue = "500", description = "Recent images to compare on (${DEFAULT-VALUE}).")
    private int images;

    @Option(names = "--json", description = "One JSON object.")
    private boolean json;

    @Override
    public Integer call() {
        Deployment deployment = options.deployment();
        AdapterCatalogue catalogue = AdapterCatalogue.read(deployment);
        AdapterVersion a = version(catalogue, first);
        AdapterVersion b = version(catalogue, second);
        // Versions of two backbones see no feature alike.
        List<RecentFeatures.Row> rows = a.getModelId().equals(b.getModelId())
                ? RecentFeatures.read(deployment, task, a.getModelId(), images)
                : List.of();
        try {
            print(VersionDifference.of(a, b, rows));
        } catch (InvalidAdapterException e) {
            throw new RefusedException("a version of task '" + task + "' is damaged: " + e.getMessage(), e);
        }
        return CommandLines.OK;
    }

    private AdapterVersion version(AdapterCatalogue catalogue, long number) {
        return catalogue
                .version(task, number)
                .orElseThrow(() -> new RefusedException("task '" + task + "' keeps no version " + number
                        + "; 'clipstream adapters list' shows those it keeps"));
    }

    private void print(VersionDifference difference) {
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            Map<String, Object> view = new LinkedHashMap<>();
            view.put("task", task);
            view.put("versions", List.of(first, second));
            view.put("fields", difference.fields());
            view.put("added", difference.added());
            view.put("removed", difference.removed());
            view.put("images", difference.shift().images());
            view.put("changed", difference.shift().changed());
            view.put("changes", difference.shift().changes());
            view.put("meanShift", difference.shift().meanShift());
            out.println(Json.line(view));
            return;
        }
        difference
                .fields()
                .forEach((name, values) -> out.printf(
                        "%-18s %s%n%18s %s%n",
                        name, Printable.line(values.get(0) + "", 300), "->", Printable.line(values.get(1) + "", 300)));
        shots("shots added", difference.added());
        shots("shots removed", difference.removed());
        out.printf(
                "%-18s %d of the last %d images, probabilities moved by %.1f %% on average%n",
                "other label",
                difference.shift().changed(),
                difference.shift().images(),
                100 * difference.shift().meanShift());
        difference.shift().changes().entrySet().stream()
                .limit(SHOWN)
                .forEach(change -> out.printf("%18d %s%n", change.getValue(), Printable.line(change.getKey(), 300)));
    }

    private void shots(String what, List<String> ids) {
        if (!ids.isEmpty()) {
            String more = ids.size() > SHOWN ? ", ..." : "";
            spec.commandLine()
                    .getOut()
                    .printf(
                            "%-18s %d: %s%s%n",
                            what,
                            ids.size(),
                            Printable.line(String.join(", ", ids.subList(0, Math.min(SHOWN, ids.size()))), 1000),
                            more);
        }
    }
}
