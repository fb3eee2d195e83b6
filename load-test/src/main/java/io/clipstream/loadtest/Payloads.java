package io.clipstream.loadtest;

import io.clipstream.app.client.ImageFiles;
import io.clipstream.app.quickstart.scenes.SceneGenerator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The images that a run sends in turn. */
final class Payloads {
    /** Enough that no cache in between makes it easier. */
    private static final int DRAWN = 500;

    private Payloads() {}

    /** Drawn scenes, the same for the same seed. */
    static List<byte[]> drawn(long seed) {
        SceneGenerator generator = new SceneGenerator(seed);
        List<byte[]> images = new ArrayList<>();
        for (int i = 0; i < DRAWN; i++) {
            images.add(generator.next().jpeg());
        }
        return images;
    }

    /** The images below a folder. */
    static List<byte[]> folder(Path directory) {
        List<byte[]> images =
                ImageFiles.below(directory).stream().map(Payloads::read).toList();
        if (images.isEmpty()) {
            throw new IllegalArgumentException("no images below " + directory);
        }
        return images;
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }
}
