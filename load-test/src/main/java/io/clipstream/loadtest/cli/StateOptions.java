package io.clipstream.loadtest.cli;

import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The flag that says where a run leaves its state and logs. */
public final class StateOptions {
    @Option(names = "--state", paramLabel = "DIR", description = "Keep state and logs there; a temporary folder else.")
    private Path state;

    /**
     * Opens the folder of a run.
     *
     * @param name of the run, for a temporary folder and the log
     */
    public RunFolder open(String name) throws IOException {
        return RunFolder.open(state, name);
    }
}
