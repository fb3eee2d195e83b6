package io.clipstream.app.cli;

import io.clipstream.app.quickstart.Quickstart;
import io.clipstream.app.quickstart.QuickstartOptions;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs the whole loop on this machine. */
@Command(
        name = "quickstart",
        description =
                "Runs the whole loop on this machine: Kafka, registry, all roles, a stream of images and a labeller."
                        + " Exit code 1 if an image was lost.")
final class QuickstartCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ConfigOptions options;

    @Option(names = "--seconds", defaultValue = "0", paramLabel = "N", description = "Stops after N seconds of images.")
    private int seconds;

    @Option(names = "--json", description = "One JSON object a second, and a summary as the last line.")
    private boolean json;

    @Option(names = "--images", paramLabel = "DIR", description = "Your own images: a folder with a subfolder a class.")
    private Path images;

    @Mixin
    private ModelOptions model;

    @Option(names = "--state", paramLabel = "DIR", description = "Keeps everything in DIR, and goes on from there.")
    private Path state;

    @Option(
            names = "--rate",
            defaultValue = "0",
            paramLabel = "R",
            description = "Images a second; by default about half of what this machine can do.")
    private double rate;

    @Override
    public Integer call() {
        QuickstartOptions asked = new QuickstartOptions(seconds, images, state, rate);
        int lost = Quickstart.run(
                asked,
                model.on(options.sources()),
                json,
                spec.commandLine().getOut(),
                spec.commandLine().getErr());
        return lost == 0 ? CommandLines.OK : CommandLines.FAILED;
    }
}
