package io.clipstream.loadtest.backlog;

import io.clipstream.app.quickstart.Installation;
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

/** {@code clipstream-load backlog}: scores a queue of large images in one process and watches its memory. */
@Command(
        name = "backlog",
        description = {
            "Queues large images, scores them all in one process of a small heap, and watches its memory.",
            "Exit code 1 if memory is not flat, or anything is lost, duplicated or out of order."
        },
        mixinStandardHelpOptions = true)
public final class BacklogCommand implements Callable<Integer> {
    @Option(names = "--images", paramLabel = "N", description = "Images to queue (default: ${DEFAULT-VALUE}).")
    private int images = 10_000;

    @Option(
            names = "--image-bytes",
            paramLabel = "N",
            description = "At most so many bytes each (default: ${DEFAULT-VALUE}).")
    private int imageBytes = 600_000;

    @Option(names = "--pixels", paramLabel = "WxH", description = "Their width and height (default: ${DEFAULT-VALUE}).")
    private String pixels = "3000x2000";

    @Option(names = "--partitions", paramLabel = "N", description = "Of their topic (default: ${DEFAULT-VALUE}).")
    private int partitions = 6;

    @Option(names = "--heap", paramLabel = "MB", description = "Of the scorer (default: ${DEFAULT-VALUE}).")
    private int heap = 512;

    @Option(
            names = "--batch-millis",
            paramLabel = "N",
            description = "What the device takes a batch beyond its own time (default: ${DEFAULT-VALUE}).")
    private long batchMillis = 100;

    @Mixin
    private StateOptions state;

    @Mixin
    private OutputOptions output;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        PrintWriter err = spec.commandLine().getErr();
        String[] size = pixels.split("x");
        if (size.length != 2 || !pixels.matches("\\d{1,5}x\\d{1,5}")) {
            throw new IllegalArgumentException("expected the pixels as WIDTHxHEIGHT, found '" + pixels + "'");
        }
        BacklogOptions options = new BacklogOptions(
                images,
                imageBytes,
                Integer.parseInt(size[0]),
                Integer.parseInt(size[1]),
                partitions,
                heap,
                batchMillis);
        try (RunFolder folder = state.open("backlog")) {
            err.printf("logs in %s%n", folder.path());
            BacklogResult result;
            try (LocalServices services =
                    LocalServices.start(Installation.locate().registry(), folder.path())) {
                BacklogRun run = new BacklogRun(options, services, folder.path(), err);
                result = run.run();
                output.write(() -> run.track().report(result));
            }
            output.print(spec.commandLine().getOut(), result, result.text());
            folder.done(result.kept());
            return result.kept() ? 0 : 1;
        }
    }
}
