package io.clipstream.app.cli;

import io.clipstream.app.shadow.ShadowRun;
import io.clipstream.app.shadow.ShadowTally;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Has a version answer in the shadow what is being predicted. */
@Command(
        name = "shadow",
        description = {
            "Has a version that the task keeps answer live images in the shadow, from the features in their predictions:",
            "the scorers notice nothing. Its answers go to the topic shadow-predictions, and are compared with the champion's.",
            "Ctrl-C ends it, with a summary."
        })
final class ShadowCommand implements Callable<Integer> {
    private static final Duration PROGRESS = Duration.ofSeconds(10);

    @Spec
    private CommandSpec spec;

    @Mixin
    private ConfigOptions options;

    @Mixin
    private ShadowOptions shadow;

    @Option(names = "--seconds", description = "Ends after so many seconds.")
    private Long seconds;

    @Override
    public Integer call() {
        AtomicBoolean asked = new AtomicBoolean();
        EndOfProcess end = new EndOfProcess(() -> asked.set(true));
        try (end;
                ShadowRun run = new ShadowRun(options.deployment(), shadow.task, shadow.version, !shadow.countOnly)) {
            shadow.print(follow(run, asked), spec.commandLine().getOut());
            spec.commandLine().getOut().flush();
        }
        return CommandLines.OK;
    }

    private ShadowTally follow(ShadowRun run, AtomicBoolean asked) {
        PrintWriter err = spec.commandLine().getErr();
        long begin = System.nanoTime();
        long end =
                seconds == null ? Long.MAX_VALUE : Duration.ofSeconds(seconds).toNanos();
        long[] told = {begin};
        return run.follow(() -> {
            long now = System.nanoTime();
            if (now - told[0] >= PROGRESS.toNanos()) {
                told[0] = now;
                err.printf(
                        "%d images, %d other than the champion%n",
                        run.tally().images(), run.tally().otherThanChampion());
                err.flush();
            }
            return !asked.get() && now - begin < end;
        });
    }
}
