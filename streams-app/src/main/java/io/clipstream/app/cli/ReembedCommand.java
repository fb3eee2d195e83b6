package io.clipstream.app.cli;

import io.clipstream.app.client.Deployment;
import io.clipstream.app.client.RefusedException;
import io.clipstream.app.client.TaskDesk;
import io.clipstream.app.config.ConfigLoader;
import io.clipstream.app.reembed.ReembedOutcome;
import io.clipstream.app.reembed.Reembedding;
import io.clipstream.app.run.ModelFolder;
import io.clipstream.app.run.ModelLoader;
import io.clipstream.claim.ClaimFetcher;
import io.clipstream.claim.ClaimListener;
import io.clipstream.clip.ClipModel;
import io.clipstream.clip.LoadOptions;
import io.clipstream.schemas.TaskSpec;
import io.clipstream.topology.KafkaRecordFetcher;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Rebuilds the few-shot buffer for another backbone. */
@Command(
        name = "reembed",
        description = {
            "Rebuilds the few-shot buffer for another backbone: fetches the source image of each example again, embeds"
                    + " it with",
            "the model given, and has its feature take the place of the old one. Names what could not be rebuilt, and"
                    + " why.",
            "First start the process with the retrain role on the new model. May be broken off, and run again at any"
                    + " time."
        })
final class ReembedCommand implements Callable<Integer> {
    private static final Duration FETCH_DEADLINE = Duration.ofSeconds(30);

    @Spec
    private CommandSpec spec;

    @Mixin
    private ConfigOptions options;

    @Mixin
    private ModelOptions model;

    @Option(names = "--task", paramLabel = "TASK", description = "Only this task; can be repeated (all tasks).")
    private List<String> only = new ArrayList<>();

    @Option(names = "--dry-run", description = "Only looks for the images of the examples that the buffer holds now.")
    private boolean dryRun;

    @Option(names = "--json", description = "One JSON object.")
    private boolean json;

    @Option(names = "--by", defaultValue = "${sys:user.name}", description = "Who asks.")
    private String by;

    @Option(names = "--timeout", defaultValue = "60", paramLabel = "SECONDS", description = "Longest wait for a role.")
    private int seconds;

    @Override
    public Integer call() throws InterruptedException {
        Deployment deployment = Deployment.of(ConfigLoader.load(model.on(options.sources())));
        List<String> tasks = tasks(deployment);
        PrintWriter err = spec.commandLine().getErr();
        List<ReembedOutcome> outcomes = new ArrayList<>();
        Reembedding.Request request = new Reembedding.Request(dryRun, by, Duration.ofSeconds(seconds));
        try (ClipModel backbone = ModelLoader.load(
                        ModelFolder.resolve(deployment.config()), deployment.config(), LoadOptions.imageTower());
                KafkaRecordFetcher fetcher =
                        new KafkaRecordFetcher(deployment.config().kafka().client("consumer"), FETCH_DEADLINE);
                ClaimFetcher store = ClaimFetcher.start(deployment.config().claim(), ClaimListener.NONE);
                Reembedding reembedding =
                        new Reembedding(deployment, backbone, fetcher, store, request, Clock.systemUTC())) {
            for (String task : tasks) {
                outcomes.add(reembedding.run(task, (name, count) -> {
                    err.println(name + ": " + count + " examples looked at");
                    err.flush();
                }));
            }
            print(backbone.modelId(), outcomes);
        }
        return outcomes.stream().anyMatch(ReembedOutcome::isPassing) ? CommandLines.FAILED : CommandLines.OK;
    }

    private List<String> tasks(Deployment deployment) {
        List<String> known =
                new TaskDesk(deployment).list().stream().map(TaskSpec::getTask).toList();
        for (String task : only) {
            if (!known.contains(task)) {
                throw new RefusedException("there is no task '" + task + "'");
            }
        }
        return only.isEmpty() ? known : only;
    }

    private void print(String modelId, List<ReembedOutcome> outcomes) {
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            Map<String, Object> view = new LinkedHashMap<>();
            view.put("modelId", modelId);
            view.put("dryRun", dryRun);
            view.put("tasks", outcomes.stream().map(ReembedCommand::view).toList());
            out.println(Json.line(view));
            return;
        }
        for (ReembedOutcome outcome : outcomes) {
            out.println(outcome.task() + ": " + outcome.rebuilt() + " examples "
                    + (dryRun ? "could be rebuilt" : "rebuilt") + ", "
                    + outcome.missing().size() + " could not, "
                    + outcome.already() + " had the features before.");
            Map<String, Integer> reasons = new TreeMap<>();
            for (ReembedOutcome.Missing missing : outcome.missing()) {
                out.println("  " + Printable.line(missing.imageId(), 400) + " " + missing.reason() + " "
                        + Printable.line(missing.message(), 400));
                reasons.merge(missing.reason(), 1, Integer::sum);
            }
            if (!reasons.isEmpty()) {
                out.println("  by reason: " + reasons
                        + (outcome.isPassing() ? "; some may be there when you run this again" : ""));
            }
        }
    }

    private static Map<String, Object> view(ReembedOutcome outcome) {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("task", outcome.task());
        view.put("rebuilt", outcome.rebuilt());
        view.put("already", outcome.already());
        view.put(
                "missing",
                outcome.missing().stream()
                        .map(missing -> {
                            Map<String, Object> one = new LinkedHashMap<>();
                            one.put("imageId", missing.imageId());
                            one.put("modelId", missing.modelId());
                            one.put("reason", missing.reason());
                            one.put("message", missing.message());
                            one.put("passing", missing.passing());
                            return one;
                        })
                        .toList());
        return view;
    }
}
