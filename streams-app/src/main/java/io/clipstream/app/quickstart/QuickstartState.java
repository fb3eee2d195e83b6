package io.clipstream.app.quickstart;

import io.clipstream.app.client.RefusedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.Random;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder of a quickstart: kept between runs if the user named it, otherwise deleted at the end.
 *
 * @param folder absolute
 * @param kept whether it stays
 */
record QuickstartState(Path folder, boolean kept) implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(QuickstartState.class);

    /** Makes the folder. */
    static QuickstartState open(Path named) {
        Path folder = named != null
                ? named
                : Path.of(".clipstream", "quickstart-" + Integer.toHexString(new Random().nextInt()));
        try {
            return new QuickstartState(
                    Files.createDirectories(folder.toAbsolutePath().normalize()), named != null);
        } catch (IOException e) {
            throw new RefusedException(
                    "cannot make the folder " + folder + ": " + e.getMessage() + "; choose another one with --state",
                    e);
        }
    }

    Path log() {
        return folder.resolve("quickstart.log");
    }

    /** After a failure: where the log is once this is closed. */
    Path keepLog() {
        if (kept) {
            return log();
        }
        Path saved = folder.resolveSibling("quickstart-failed.log");
        try {
            return Files.copy(log(), saved, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            LOG.warn("{} could not be kept: {}", log(), e.getMessage());
            return log();
        }
    }

    /** Deletes what is not to be kept. */
    @Override
    public void close() {
        if (kept) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException | UncheckedIOException e) {
            LOG.warn("{} could not be deleted: {}", folder, e.getMessage());
        }
    }
}
