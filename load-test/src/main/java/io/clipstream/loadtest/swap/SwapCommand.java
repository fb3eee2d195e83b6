package io.clipstream.loadtest.swap;

import io.clipstream.loadtest.cli.Guarantee;
import io.clipstream.loadtest.cli.GuaranteeOptions;
import io.clipstream.loadtest.cli.OutputOptions;
import io.clipstream.loadtest.cli.RunFolder;
import io.clipstream.loadtest.cli.StateOptions;
import io.clipstream.loadtest.crash.Cluster;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code clipstream-load swap}: publishes versions while images flow, and judges every prediction from outside. */
@Command(
        name = "swap",
        description = {
            "Runs brokers and several scorers with a simulated device on this machine, publishes adapter versions while",
            "images flow (new ones, rollbacks, corrupt ones, tombstones), adds and ends instances, and says of every",
            "prediction whether it is there once, by one version a batch, never an older one, and the version it names."
        },
        mixinStandardHelpOptions = true)
public final class SwapCommand implements Callable<Integer> {
    @Option(names = "--versions", paramLabel = "N", description = "Versions to publish (default: ${DEFAULT-VALUE}).")
    private int versions = 1_000;

    @Option(names = "--versions-per-second", paramLabel = "N", description = "How fast (default: ${DEFAULT-VALUE}).")
    private double versionsPerSecond = 20;

    @Option(names = "--rate", paramLabel = "N", description = "Images a second (default: ${DEFAULT-VALUE}).")
    private double rate = 200;

    @Option(names = "--seed", paramLabel = "N", description = "Seed of versions and moves; a new one without it.")
    private Long seed;

    @Option(names = "--tasks", paramLabel = "N", description = "Tasks at once (default: ${DEFAULT-VALUE}).")
    private int tasks = 4;

    @Option(
            names = "--instances",
            paramLabel = "N",
            description = "Scorers that stay; others come and go (default: ${DEFAULT-VALUE}).")
    private int instances = 2;

    @Option(names = "--brokers", paramLabel = "N", description = "Brokers (default: ${DEFAULT-VALUE}).")
    private int brokers = 3;

    @Mixin
    private GuaranteeOptions promise;

    @Option(
            names = "--batch-millis",
            paramLabel = "N",
            description = "What the simulated device takes a batch (default: ${DEFAULT-VALUE}).")
    private long batchMillis = 5;

    @Mixin
    private StateOptions state;

    @Option(names = "--strict", description = "Also fail if a timed goal or that of flat memory is missed.")
    private boolean strict;

    @Mixin
    private OutputOptions output;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        PrintWriter err = spec.commandLine().getErr();
        Guarantee guarantee = promise.guarantee();
        String protocol = promise.protocol();
        long chosen = seed == null ? System.nanoTime() & 0xffffff : seed;
        SwapOptions options = new SwapOptions(
                versions,
                versionsPerSecond,
                rate,
                chosen,
                tasks,
                instances,
                Duration.ofMillis(batchMillis),
                guarantee == Guarantee.EXACTLY_ONCE);
        try (RunFolder folder = state.open("swap")) {
            err.printf("seed %d, %s, %s protocol; logs in %s%n", chosen, guarantee.word(), protocol, folder.path());
            SwapOutcome outcome;
            try (Cluster cluster = Cluster.start(folder.path(), brokers)) {
                outcome = new SwapRun(options, new SwapSetup(cluster, guarantee, protocol, folder.path()), err).run();
            }
            SwapResult result = outcome.result();
            output.write(() -> outcome.report(result));
            result.goals().forEach((goal, met) -> err.println((met ? "met: " : "MISSED: ") + goal));
            output.print(spec.commandLine().getOut(), result, result.text());
            boolean kept = result.kept(strict);
            folder.done(kept);
            return kept ? 0 : 1;
        }
    }
}
