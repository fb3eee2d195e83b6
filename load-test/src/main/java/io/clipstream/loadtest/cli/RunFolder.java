package io.clipstream.loadtest.cli;

import io.clipstream.app.quickstart.QuickstartLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** The folder of one run, with its log; a temporary one goes on close when all went well. One thread. */
public final class RunFolder implements AutoCloseable {
    private final Path path;
    private final boolean temporary;
    private boolean done;

    private RunFolder(Path path, boolean temporary) {
        this.path = path;
        this.temporary = temporary;
    }

    /**
     * Opens it; from now on the log goes to a file in it.
     *
     * @param state folder that stays; null for a temporary one
     * @param name of the run, for the temporary folder and the log
     */
    public static RunFolder open(Path state, String name) throws IOException {
        Path path = state == null ? Files.createTempDirectory("clipstream-" + name) : Files.createDirectories(state);
        QuickstartLog.moveTo(path.resolve(name + ".log"));
        return new RunFolder(path, state == null);
    }

    /** Where it is. */
    public Path path() {
        return path;
    }

    /** How the run went: if not well, what is in the folder is wanted. */
    public void done(boolean well) {
        done = well;
    }

    @Override
    public void close() throws IOException {
        if (temporary && done) {
            delete(path);
        }
    }

    /** Deletes a folder and all that is in it. */
    public static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
