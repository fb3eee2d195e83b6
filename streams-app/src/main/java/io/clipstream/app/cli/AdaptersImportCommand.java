package io.clipstream.app.cli;

import io.clipstream.adapter.InvalidAdapterException;
import io.clipstream.app.client.AdapterFile;
import io.clipstream.app.client.Deployment;
import io.clipstream.app.client.RefusedException;
import io.clipstream.schemas.AdapterVersion;
import io.clipstream.schemas.CommandKind;
import io.clipstream.schemas.Promotion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Has the retrain role take in a version from a file. */
@Command(
        name = "import",
        description = {
            "Has the retrain role take in a version from a file that 'adapters export' wrote. It must speak of the same",
            "backbone and the same class list. It gets a number of its own; the version in use stays, unless told otherwise."
        })
final class AdaptersImportCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ConfigOptions options;

    @Mixin
    private AskOptions asked;

    @Parameters(paramLabel = "TASK")
    private String task;

    @Parameters(paramLabel = "FILE")
    private Path file;

    @Option(names = "--promote", description = "Puts it in use; the next correction is learned beside it, see 'pin'.")
    private boolean promote;

    @Override
    public Integer call() throws IOException {
        Deployment deployment = options.deployment();
        Promotion taken = asked.ask(
                deployment,
                asked.command(task, CommandKind.IMPORT).setImported(read()).build());
        spec.commandLine().getOut().println("Task '" + task + "' keeps it as version " + taken.getVersion() + ".");
        if (promote) {
            asked.ask(
                    deployment,
                    asked.command(task, CommandKind.ROLLBACK)
                            .setVersion(taken.getVersion())
                            .build());
            spec.commandLine().getOut().println("Task '" + task + "' is served by version " + taken.getVersion() + ".");
        }
        return CommandLines.OK;
    }

    private AdapterVersion read() throws IOException {
        try {
            return AdapterFile.decode(Files.readAllBytes(file));
        } catch (InvalidAdapterException e) {
            throw new RefusedException(file + ": " + e.getMessage(), e);
        }
    }
}
