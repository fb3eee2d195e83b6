package io.clipstream.app.cli;

import io.clipstream.adapter.InvalidAdapterException;
import io.clipstream.app.client.AdapterCatalogue;
import io.clipstream.app.client.AdapterFile;
import io.clipstream.app.client.RefusedException;
import io.clipstream.schemas.AdapterVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes a version to a file. */
@Command(
        name = "export",
        description = {
            "Writes a version to a safetensors file, which 'adapters import' takes back, here or elsewhere.",
            "Its header holds everything else that the version's record says."
        })
final class AdaptersExportCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ConfigOptions options;

    @Parameters(paramLabel = "TASK")
    private String task;

    @Parameters(paramLabel = "VERSION")
    private long number;

    @Parameters(paramLabel = "FILE")
    private Path file;

    @Override
    public Integer call() throws IOException {
        AdapterVersion version = AdapterCatalogue.read(options.deployment())
                .version(task, number)
                .orElseThrow(() -> new RefusedException("task '" + task + "' keeps no version " + number
                        + "; 'clipstream adapters list' shows those it keeps"));
        try {
            Files.write(file, AdapterFile.encode(version));
        } catch (InvalidAdapterException e) {
            throw new RefusedException(
                    "version " + number + " of task '" + task + "' is damaged: " + e.getMessage(), e);
        }
        spec.commandLine().getOut().println(file);
        return CommandLines.OK;
    }
}
