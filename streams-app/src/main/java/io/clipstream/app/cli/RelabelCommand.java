package io.clipstream.app.cli;

import io.clipstream.app.client.BufferView;
import io.clipstream.app.client.Deployment;
import io.clipstream.app.client.RefusedException;
import io.clipstream.app.client.Relabelling;
import io.clipstream.app.client.TaskDesk;
import io.clipstream.schemas.Example;
import io.clipstream.schemas.TaskSpec;
import io.clipstream.topology.TaskRules;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Relabels all examples of a class. */
@Command(
        name = "relabel",
        description = "Says of every example of one class that it shows another: to rename a class or to merge two."
                + " Both must be classes of the task; remove the old one afterwards.")
final class RelabelCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ConfigOptions options;

    @Option(names = "--task", required = true, description = "Task of both classes.")
    private String task;

    @Option(names = "--from", required = true, paramLabel = "LABEL", description = "Class that the examples leave.")
    private String from;

    @Option(names = "--to", required = true, paramLabel = "LABEL", description = "Class that they become.")
    private String to;

    @Option(
            names = "--annotator",
            description = "Who says it: one more voice beside those of the labellers, which where it stands against"
                    + " theirs is a disagreement. Without it their own words are said anew, with the new label.")
    private String annotator;

    @Option(
            names = "--since",
            paramLabel = "TIME",
            converter = MomentConverter.class,
            description = "Only examples whose label was given at this time or later: 2026-11-22T09:00:00Z, 2026-11-22"
                    + " (UTC), or an age: 90s, 15m, 2h, 7d.")
    private Instant since = Instant.EPOCH;

    @Option(names = "--dry-run", description = "Only names the examples that the buffer holds of the class now.")
    private boolean dryRun;

    @Override
    public Integer call() throws InterruptedException {
        Deployment deployment = options.deployment();
        check(deployment);
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        Relabelling relabelling =
                new Relabelling(new Relabelling.Request(task, from, to, annotator, since), Clock.systemUTC());
        if (dryRun) {
            try (BufferView view = new BufferView(deployment, task)) {
                List<Example> due = relabelling.due(view.refresh());
                due.forEach(example -> out.println(Printable.line(example.getImageId(), 400)));
                err.println(due.size() + " examples of '" + from + "' are in the buffer and would become '" + to
                        + "', and after them whatever they had displaced.");
            }
            return CommandLines.OK;
        }
        Relabelling.Outcome outcome = relabelling.run(deployment, count -> {
            err.println(count + " relabelled");
            err.flush();
        });
        out.println(outcome.relabelled() + " examples of '" + from + "' are said to be '" + to + "'.");
        if (!outcome.stayed().isEmpty()) {
            out.println(outcome.stayed().size() + " of them stay '" + from
                    + "', because others outvote that or their predictions are no longer kept: "
                    + Printable.line(String.join(", ", outcome.stayed()), 400));
        }
        return outcome.stayed().isEmpty() ? CommandLines.OK : CommandLines.FAILED;
    }

    private void check(Deployment deployment) {
        TaskSpec known = new TaskDesk(deployment)
                .list().stream()
                        .filter(one -> one.getTask().equals(task))
                        .findFirst()
                        .orElseThrow(() -> new RefusedException("there is no task '" + task + "'"));
        for (String label : List.of(from, to)) {
            if (!TaskRules.labels(known).contains(label)) {
                throw new RefusedException("label '" + label + "' is none of task '" + task + "': "
                        + TaskRules.labels(known) + "; relabel while it has both, and remove the old one afterwards");
            }
        }
        if (from.equals(to)) {
            throw new IllegalArgumentException("--from and --to are the same label");
        }
        if (annotator != null && known.getAnnotatorWeights().getOrDefault(annotator, 1.0) == 0) {
            throw new RefusedException("the words of '" + annotator + "' have weight 0 in task '" + task + "'");
        }
    }
}
