package io.clipstream.loadtest.scale;

import io.clipstream.app.quickstart.LocalServices;
import io.clipstream.loadtest.cli.OutputOptions;
import io.clipstream.loadtest.cli.RunFolder;
import io.clipstream.loadtest.cli.StateOptions;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code clipstream-load soak}: many small images through one scorer, with its memory watched. */
@Command(
        name = "soak",
        description = {
            "Sends many small images through one scorer with a simulated device, on a system of its own.",
            "Exit code 1 if its memory grows, or anything is lost, duplicated or out of order."
        },
        mixinStandardHelpOptions = true)
public final class SoakCommand implements Callable<Integer> {
    @Option(names = "--images", paramLabel = "N", description = "Images to send (default: ${DEFAULT-VALUE}).")
    private int images = 2_000_000;

    @Option(names = "--heap", paramLabel = "MB", description = "Of the scorer (default: ${DEFAULT-VALUE}).")
    private int heap = 256;

    @Option(names = "--tasks", paramLabel = "N", description = "Tasks that they are of (default: ${DEFAULT-VALUE}).")
    private int tasks = 100;

    @Option(
            names = "--batch-micros",
            paramLabel = "N",
            description = "What the device takes a batch (default: ${DEFAULT-VALUE}).")
    private long batchMicros = 3_000;

    @Mixin
    private StateOptions state;

    @Mixin
    private OutputOptions output;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        SoakOptions options = new SoakOptions(images, heap, batchMicros, tasks);
        PrintWriter err = spec.commandLine().getErr();
        try (RunFolder folder = state.open("load")) {
            err.printf("logs in %s%n", folder.path());
            SoakResult result;
            try (LocalServices services = LeanServices.start(folder.path())) {
                SoakRun run = new SoakRun(options, services, folder.path(), err);
                result = run.run();
                output.write(() -> run.page(result));
            }
            output.print(spec.commandLine().getOut(), result, result.text());
            folder.done(result.kept());
            return result.kept() ? 0 : 1;
        }
    }
}
