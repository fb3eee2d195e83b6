package io.clipstream.loadtest.fuzz;

import io.clipstream.loadtest.OwnSystem;
import io.clipstream.loadtest.cli.JsonOptions;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code clipstream-load fuzz}: broken records on every topic, and what became of each. */
@Command(
        name = "fuzz",
        description = {
            "Starts a system on this machine with all roles, sends records that are broken in every way it knows, good ones",
            "among them, to every topic that somebody else may write to, and says what became of each."
        },
        mixinStandardHelpOptions = true)
public final class FuzzCommand implements Callable<Integer> {
    /** A correction of an image that was never scored ends soon; a registry on a busy machine may take its time. */
    private static final List<String> SETTINGS =
            List.of("collect.match.ttl.ms=5000", "http.read.timeout.ms=60000", "schema.registry.wait.ms=60000");

    @Option(names = "--records", paramLabel = "N", description = "Records to send (default: ${DEFAULT-VALUE}).")
    private int records = 10_000;

    @Option(names = "--seed", paramLabel = "N", description = "Seed of the records; a new one without it.")
    private Long seed;

    @Option(names = "--log", paramLabel = "FILE", description = "Log of the system; a temporary file without it.")
    private Path log;

    @Mixin
    private JsonOptions output;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        PrintWriter err = spec.commandLine().getErr();
        long chosen = seed == null ? System.nanoTime() & 0xffffff : seed;
        Path file = log == null ? Files.createTempFile("clipstream-fuzz", ".log") : log;
        err.printf("seed %d, %d records; log in %s%n", chosen, records, file);
        FuzzResult result;
        try (OwnSystem system = OwnSystem.start(SETTINGS, file)) {
            result = new FuzzRun(system, records, chosen, err).run();
        }
        output.print(spec.commandLine().getOut(), result, result.text());
        if (log == null && result.kept()) {
            Files.deleteIfExists(file);
        }
        return result.kept() ? 0 : 1;
    }
}
