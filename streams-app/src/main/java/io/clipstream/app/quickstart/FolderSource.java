package io.clipstream.app.quickstart;

import io.clipstream.app.client.ImageFiles;
import io.clipstream.app.client.RefusedException;
import io.clipstream.schemas.TaskClass;
import io.clipstream.schemas.TaskSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;

/** The user's own images, a subfolder a class, each image once in random order: none is judged after it was corrected. */
final class FolderSource implements ImageSource {
    private static final List<String> TEMPLATES = List.of("a photo of a {}.", "a photo of the {}.", "a picture of {}.");

    /** So many are tried until one is an image. */
    private static final int SAMPLES = 50;

    /** Far beyond what a record may have, and no danger to the heap. */
    private static final long LARGEST_FILE = 64L << 20;

    private final Path root;
    private final String run;
    private final List<String> labels = new ArrayList<>();
    private final List<Path> files = new ArrayList<>();
    private int sent;

    /**
     * A source.
     *
     * @param run part of the image ids, another one for each run on the same state
     */
    FolderSource(Path root, String run, long seed) {
        this.root = root.toAbsolutePath().normalize();
        this.run = run;
        for (Path folder : folders(this.root)) {
            List<Path> images = ImageFiles.below(folder);
            if (!images.isEmpty()) {
                labels.add(folder.getFileName().toString());
                files.addAll(images);
            }
        }
        if (labels.size() < 2) {
            throw new RefusedException(
                    "--images wants a folder with at least two class-named subfolders that hold images"
                            + " (jpg, jpeg, png, webp, gif, bmp); " + root + " has " + labels.size());
        }
        Collections.shuffle(files, new Random(seed));
    }

    private static List<Path> folders(Path root) {
        if (!Files.isDirectory(root)) {
            throw new RefusedException("--images wants a folder; " + root + " is none");
        }
        try (Stream<Path> entries = Files.list(root)) {
            return entries.filter(Files::isDirectory)
                    .filter(folder -> !folder.getFileName().toString().startsWith("."))
                    .filter(folder -> !folder.getFileName().toString().isBlank())
                    .sorted()
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            throw new RefusedException("cannot read the folder " + root + ": " + e, e);
        }
    }

    @Override
    public TaskSpec task() {
        List<TaskClass> classes = labels.stream()
                .map(label -> new TaskClass(label, List.of(words(label)), List.of(), List.of()))
                .toList();
        return DemoTasks.of(taskName(), classes, TEMPLATES);
    }

    /** A folder's name as a prompt has it: {@code golden_retriever} is "golden retriever"; "_" has no words and stays. */
    private static String words(String label) {
        String words = label.replace('_', ' ').replace('-', ' ').strip().toLowerCase(Locale.ROOT);
        return words.isEmpty() ? label : words;
    }

    private String taskName() {
        Path last = root.getFileName();
        String name =
                last == null ? "" : last.toString().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9._-]+", "-");
        return name.isEmpty() ? "images" : name;
    }

    @Override
    public Optional<DemoImage> next() {
        if (sent == files.size()) {
            return Optional.empty();
        }
        Path file = files.get(sent++);
        Path within = root.relativize(file);
        String id = within.toString().replace('\\', '/') + "#" + run;
        return Optional.of(new DemoImage(id, within.getName(0).toString(), read(file)));
    }

    @Override
    public Optional<Integer> size() {
        return Optional.of(files.size());
    }

    @Override
    public Stream<byte[]> samples() {
        return files.stream().limit(SAMPLES).flatMap(FolderSource::readIfPossible);
    }

    private static Stream<byte[]> readIfPossible(Path file) {
        try {
            return Stream.of(read(file));
        } catch (RefusedException e) {
            // It is counted when its turn comes.
            return Stream.empty();
        }
    }

    private static byte[] read(Path file) {
        try {
            long size = Files.size(file);
            if (size > LARGEST_FILE) {
                throw new RefusedException(file + " was not sent: it has " + size + " bytes, at most " + LARGEST_FILE
                        + " are read into memory");
            }
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new RefusedException(file + " was not sent: " + e, e);
        }
    }
}
