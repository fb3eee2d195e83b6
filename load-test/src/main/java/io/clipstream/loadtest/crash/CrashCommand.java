package io.clipstream.loadtest.crash;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.clipstream.app.quickstart.QuickstartLog;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code clipstream-load crash}: kills, freezes and restarts instances and brokers under load, and counts images. */
@Command(
        name = "crash",
        description = {
            "Runs three brokers and several scorers with a simulated device on this machine, sends numbered images,",
            "kills, stops and freezes instances and brokers at random, and says what became of every image."
        },
        mixinStandardHelpOptions = true)
public final class CrashCommand implements Callable<Integer> {
    @Option(names = "--faults", paramLabel = "N", description = "Faults to do (default: ${DEFAULT-VALUE}).")
    private int faults = 20;

    @Option(names = "--seed", paramLabel = "N", description = "Seed of the faults; a new one without it.")
    private Long seed;

    @Option(
            names = "--guarantee",
            paramLabel = "WORD",
            description = "exactly-once or at-least-once (default: ${DEFAULT-VALUE}).")
    private String guarantee = "exactly-once";

    @Option(
            names = "--protocol",
            paramLabel = "WORD",
            description = "Group protocol, classic or streams (default: ${DEFAULT-VALUE}).")
    private String protocol = "classic";

    @Option(names = "--rate", paramLabel = "N", description = "Images a second (default: ${DEFAULT-VALUE}).")
    private double rate = 200;

    @Option(names = "--instances", paramLabel = "N", description = "Scorers at first (default: ${DEFAULT-VALUE}).")
    private int instances = 2;

    @Option(
            names = "--batch-millis",
            paramLabel = "N",
            description = "What the simulated device takes a batch (default: ${DEFAULT-VALUE}).")
    private long batchMillis = 10;

    @Option(names = "--image-bytes", paramLabel = "N", description = "Of one image (default: ${DEFAULT-VALUE}).")
    private int imageBytes = 256;

    @Option(names = "--state", paramLabel = "DIR", description = "Keep state and logs there; a temporary folder else.")
    private Path state;

    @Option(names = "--json", description = "End with one JSON object.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        PrintWriter err = spec.commandLine().getErr();
        Setup.Guarantee promise = Setup.Guarantee.of(guarantee);
        if (!protocol.equals("classic") && !protocol.equals("streams")) {
            throw new IllegalArgumentException("expected the protocol classic or streams, found '" + protocol + "'");
        }
        long chosen = seed == null ? System.nanoTime() & 0xffffff : seed;
        CrashOptions options =
                new CrashOptions(faults, chosen, rate, instances, Duration.ofMillis(batchMillis), imageBytes);
        Path folder = state == null ? Files.createTempDirectory("clipstream-crash") : Files.createDirectories(state);
        QuickstartLog.moveTo(folder.resolve("crash.log"));
        err.printf("seed %d, %s, %s protocol; logs in %s%n", chosen, guarantee, protocol, folder);
        CrashResult result;
        try (Cluster cluster = Cluster.start(folder)) {
            result = new CrashRun(options, new Setup(cluster, promise, protocol, folder), err).run();
        }
        spec.commandLine().getOut().println(json ? new ObjectMapper().writeValueAsString(result) : result.text());
        if (state == null && result.kept()) {
            delete(folder);
        }
        return result.kept() ? 0 : 1;
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
