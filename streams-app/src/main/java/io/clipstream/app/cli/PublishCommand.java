package io.clipstream.app.cli;

import io.clipstream.app.client.Deployment;
import io.clipstream.app.client.FolderPublisher;
import io.clipstream.claim.ImageDepot;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
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

    @Option(
            names = "--store",
            paramLabel = "ADDRESS",
            description =
                    "Where large images are laid first, s3://bucket/prefix/ or file:///folder/; their events say"
                            + " where. The score role must be allowed to fetch from there (claim.s3.buckets, claim.file.roots).")
    private String store;

    @Option(
            names = "--store-above",
            paramLabel = "BYTES",
            description = "Images of more bytes go into the store; without it, those that no record holds.")
    private Long storeAbove;

    @Parameters(arity = "1..*", paramLabel = "PATH", description = "Files or folders.")
    private List<Path> paths;

    @Override
    public Integer call() {
        try (FolderPublisher publisher = publisher()) {
            for (Path path : paths) {
                publisher.publish(path, id -> spec.commandLine().getOut().println(id));
            }
            PrintWriter err = spec.commandLine().getErr();
            err.println(publisher.published() + " images published.");
            publisher.refused().forEach(reason -> err.println("refused: " + reason));
            return publisher.refused().isEmpty() ? CommandLines.OK : CommandLines.FAILED;
        }
    }

    private FolderPublisher publisher() {
        if (store == null && storeAbove != null || storeAbove != null && storeAbove < 0) {
            throw new ParameterException(spec.commandLine(), "--store-above wants --store, and a size from 0");
        }
        Deployment deployment = options.deployment();
        if (store == null) {
            return new FolderPublisher(deployment, task, source);
        }
        try {
            ImageDepot depot = ImageDepot.open(store, deployment.config().claim());
            return new FolderPublisher(
                    deployment, task, source, depot, storeAbove == null ? Long.MAX_VALUE : storeAbove);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--store: " + e.getMessage());
        }
    }
}
