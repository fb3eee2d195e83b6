package io.clipstream.app.cli;

import io.clipstream.app.client.FolderPublisher;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Publishes image files. */
@Command(name = "publish", description = "Publishes image files, or all image files below folders, as image events.")
final class PublishCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ConfigOptions options;

    @Option(names = "--task", required = true, description = "Task that classifies the images.")
    private String task;

    @Option(names = "--source", description = "What they come from: a camera, an upload. Near-duplicates share it.")
    private String source;

    @Parameters(arity = "1..*", paramLabel = "PATH", description = "Files or folders.")
    private List<Path> paths;

    @Override
    public Integer call() {
        try (FolderPublisher publisher = new FolderPublisher(options.deployment(), task, source)) {
            for (Path path : paths) {
                publisher.publish(path, id -> spec.commandLine().getOut().println(id));
            }
            PrintWriter err = spec.commandLine().getErr();
            err.println(publisher.published() + " images published.");
            publisher.refused().forEach(reason -> err.println("refused: " + reason));
            return publisher.refused().isEmpty() ? CommandLines.OK : CommandLines.FAILED;
        }
    }
}
