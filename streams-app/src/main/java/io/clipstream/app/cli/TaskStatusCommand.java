package io.clipstream.app.cli;

import io.clipstream.app.client.AdapterCatalogue;
import io.clipstream.app.client.ChallengerTurns;
import io.clipstream.app.client.Deployment;
import io.clipstream.app.client.PromotionLog;
import io.clipstream.app.client.RecentPredictions;
import io.clipstream.app.client.RefusedException;
import io.clipstream.schemas.AdapterVersion;
import io.clipstream.schemas.ChampionPointer;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says how right a task is, how well it knows, what it accepts and reviews, and whether its stream drifts. */
@Command(
        name = "status",
        description =
                "Says how right a task is, how well it knows, what it accepts and reviews, and whether it drifts.")
final class TaskStatusCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ConfigOptions options;

    @Parameters(paramLabel = "TASK")
    private String task;

    @Option(
            names = "--last",
            defaultValue = "1000",
            paramLabel = "N",
            description = "Looks at the last N predictions of each partition (default: ${DEFAULT-VALUE}).")
    private int last;

    @Option(names = "--json", description = "One JSON object.")
    private boolean json;

    @Override
    public Integer call() {
        if (last < 1) {
            throw new RefusedException("--last wants 1 or more, got " + last);
        }
        Deployment deployment = options.deployment();
        AdapterCatalogue catalogue = AdapterCatalogue.read(deployment);
        ChampionPointer pointer = catalogue
                .champion(task)
                .orElseThrow(() -> new RefusedException(
                        "task '" + task + "' has no version; 'clipstream task list' shows the tasks"));
        AdapterVersion version = catalogue
                .championVersion(task)
                .orElseThrow(() -> new RefusedException("version " + pointer.getVersion() + " of task '" + task
                        + "' is pointed at and not on the topic"));
        RecentPredictions recent = RecentPredictions.read(deployment, task, last);
        TaskStatusView view = new TaskStatusView(
                version, pointer, recent, deployment.config().score().drift());
        ChallengerTurns turns = ChallengerTurns.of(PromotionLog.read(deployment, task), Instant.now());
        double share = deployment.config().learn().pace().challengerShare();
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            Map<String, Object> values = new LinkedHashMap<>(view.values());
            values.put("challengerFits", turns.fits());
            values.put("challengerMillis", turns.busy().toMillis());
            values.put("challengerShare", share);
            out.println(Json.line(values));
        } else {
            view.lines().forEach(out::println);
            out.printf(
                    Locale.ROOT,
                    "%-12s %d fits in the last hour, %.1f s of their thread; a task has at most %.0f %% of it%n",
                    "challengers",
                    turns.fits(),
                    turns.busy().toMillis() / 1e3,
                    100 * share);
        }
        return CommandLines.OK;
    }
}
