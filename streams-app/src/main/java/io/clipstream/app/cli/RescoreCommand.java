package io.clipstream.app.cli;

import io.clipstream.app.shadow.ShadowRun;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Has a version answer again what was predicted in a stretch of time. */
@Command(
        name = "rescore",
        description = {
            "Has a version that the task keeps answer again what was predicted in a stretch of time, from the features in the",
            "predictions. Its answers go to the topic shadow-predictions, and are compared with the champion's."
        })
final class RescoreCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ConfigOptions options;

    @Mixin
    private ShadowOptions shadow;

    @Option(
            names = "--from",
            defaultValue = "1h",
            converter = MomentConverter.class,
            description = "From then on: 2026-11-22T09:00:00Z, 2026-11-22, or an age such as 2h (${DEFAULT-VALUE}).")
    private Instant from;

    @Option(
            names = "--to",
            defaultValue = "0s",
            converter = MomentConverter.class,
            description = "And before that (now).")
    private Instant to;

    @Override
    public Integer call() {
        if (!from.isBefore(to)) {
            throw new IllegalArgumentException("--from " + from + " must lie before --to " + to);
        }
        try (ShadowRun run = new ShadowRun(options.deployment(), shadow.task, shadow.version, !shadow.countOnly)) {
            shadow.print(run.replay(from, to), spec.commandLine().getOut());
        }
        return CommandLines.OK;
    }
}
