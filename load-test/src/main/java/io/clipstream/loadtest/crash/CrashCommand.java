package io.clipstream.loadtest.crash;

import io.clipstream.loadtest.cli.Guarantee;
import io.clipstream.loadtest.cli.GuaranteeOptions;
import io.clipstream.loadtest.cli.JsonOptions;
import io.clipstream.loadtest.cli.RunFolder;
import io.clipstream.loadtest.cli.StateOptions;
import io.clipstream.loadtest.cli.Words;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code clipstream-load crash}: kills, freezes and restarts instances and brokers under load, and counts images. */
@Command(
        name = "crash",
        description = {
            "Runs three brokers and several instances with a simulated device on this machine, sends numbered images or",
            "corrections, kills, stops and freezes instances and brokers at random, and says what became of each."
        },
        mixinStandardHelpOptions = true)
public final class CrashCommand implements Callable<Integer> {
    private static final double SCORE_RATE = 200;
    private static final double LEARN_RATE = 30;

    @Option(names = "--faults", paramLabel = "N", description = "Faults to do (default: ${DEFAULT-VALUE}).")
    private int faults = 20;

    @Option(names = "--seed", paramLabel = "N", description = "Seed of the faults; a new one without it.")
    private Long seed;

    @Mixin
    private GuaranteeOptions promise;

    @Option(
            names = "--roles",
            paramLabel = "WORD",
            description = {
                "Who is hurt: score, while images flow and versions change; or learn (collect and retrain),",
                "while corrections flow (default: ${DEFAULT-VALUE})."
            })
    private String roles = "score";

    @Option(names = "--rate", paramLabel = "N", description = "Images a second (default: 200; learn: 30).")
    private Double rate;

    @Option(names = "--instances", paramLabel = "N", description = "Processes at first (default: ${DEFAULT-VALUE}).")
    private int instances = 2;

    @Option(
            names = "--batch-millis",
            paramLabel = "N",
            description = "What the simulated device takes a batch (default: ${DEFAULT-VALUE}).")
    private long batchMillis = 10;

    @Option(
            names = "--match-seconds",
            paramLabel = "N",
            description = "How long a correction waits for its prediction (default: ${DEFAULT-VALUE}).")
    private long matchSeconds = 60;

    @Option(names = "--image-bytes", paramLabel = "N", description = "Of one image (default: ${DEFAULT-VALUE}).")
    private int imageBytes = 256;

    @Mixin
    private StateOptions state;

    @Mixin
    private JsonOptions output;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        PrintWriter err = spec.commandLine().getErr();
        Guarantee guarantee = promise.guarantee();
        String protocol = promise.protocol();
        boolean learn = Words.oneOf("roles", roles, "score", "learn").equals("learn");
        if (learn && guarantee != Guarantee.EXACTLY_ONCE) {
            throw new IllegalArgumentException(
                    "collect and retrain always run exactly-once, found '" + guarantee.word() + "'");
        }
        long chosen = seed == null ? System.nanoTime() & 0xffffff : seed;
        double perSecond = rate != null ? rate : learn ? LEARN_RATE : SCORE_RATE;
        CrashOptions options =
                new CrashOptions(faults, chosen, perSecond, instances, Duration.ofMillis(batchMillis), imageBytes);
        Duration match = Duration.ofSeconds(matchSeconds);
        try (RunFolder folder = state.open("crash")) {
            err.printf(
                    "seed %d, %s, %s, %s protocol; logs in %s%n",
                    chosen, roles, guarantee.word(), protocol, folder.path());
            Outcome result;
            try (Cluster cluster = Cluster.start(folder.path())) {
                Setup setup = new Setup(cluster, guarantee, protocol, folder.path(), "", match);
                result = learn
                        ? new LearnRun(options, setup, setup.calm(), err).run()
                        : new CrashRun(options, setup, err).run();
            }
            output.print(spec.commandLine().getOut(), result, result.text());
            folder.done(result.kept());
            return result.kept() ? 0 : 1;
        }
    }
}
