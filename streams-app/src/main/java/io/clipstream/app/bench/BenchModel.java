package io.clipstream.app.bench;

import io.clipstream.clip.Architecture;
import io.clipstream.clip.RandomCheckpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The checkpoint that is measured: a folder of the user's, or random weights in a temporary one. */
public final class BenchModel implements AutoCloseable {
    private static final long SEED = 1;

    private final Path directory;
    private final String name;
    private final String architecture;
    private final boolean temporary;

    private BenchModel(Path directory, String name, String architecture, boolean temporary) {
        this.directory = directory;
        this.name = name;
        this.architecture = architecture;
        this.temporary = temporary;
    }

    /** A checkpoint that is there; {@code name} is what the user calls it. */
    public static BenchModel of(Path directory, String name) {
        return new BenchModel(directory, name, "", false);
    }

    /** Random weights, always the same ones; closing it removes them. */
    public static BenchModel random(Architecture architecture) throws IOException {
        Path directory = Files.createTempDirectory("clipstream-bench-");
        BenchModel model =
                new BenchModel(directory, architecture.word() + " with random weights", architecture.word(), true);
        try {
            RandomCheckpoint.write(directory, architecture, SEED);
            return model;
        } catch (IOException e) {
            model.close();
            throw new IOException("random weights cannot be written to " + directory + ": " + e.getMessage(), e);
        }
    }

    /** Where it lies. */
    public Path directory() {
        return directory;
    }

    /** What a person calls it. */
    public String name() {
        return name;
    }

    /** Name of the published architecture; empty if the checkpoint is the user's. */
    String architecture() {
        return architecture;
    }

    @Override
    public void close() {
        if (temporary) {
            remove(directory);
        }
    }

    static void remove(Path directory) {
        try (Stream<Path> entries = Files.walk(directory)) {
            List<Path> deepestFirst = entries.sorted(Comparator.reverseOrder()).toList();
            for (Path entry : deepestFirst) {
                Files.deleteIfExists(entry);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove " + directory, e);
        }
    }
}
