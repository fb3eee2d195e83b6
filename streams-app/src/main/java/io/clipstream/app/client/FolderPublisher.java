package io.clipstream.app.client;

import io.clipstream.claim.ImageDepot;
import io.clipstream.topology.TaskKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;

/**
 * Publishes files and folders of images, in order, each acknowledged before the next folder begins; one thread.
 *
 * <p>A file that cannot be read or is too large for a record is refused, and the others go on.
 */
public final class FolderPublisher implements AutoCloseable {
    private static final int WINDOW = 64;

    private final ImagePublisher publisher;
    private final String task;
    private final String source;
    private final List<String> refused = new ArrayList<>();
    private int published;

    /** Sends all images inside their records. */
    public FolderPublisher(Deployment deployment, String task, String source) {
        this(deployment, task, source, null, Long.MAX_VALUE);
    }

    /**
     * Lays large images into a store.
     *
     * @param store closed with the publisher; null for none
     * @param storeAbove images of more bytes go there, and those that no record holds
     */
    public FolderPublisher(Deployment deployment, String task, String source, ImageDepot store, long storeAbove) {
        if (!TaskKeys.isTaskName(task)) {
            throw new RefusedException("a task's name has the characters a-z 0-9 . _ -, got '" + task + "'");
        }
        this.publisher = new ImagePublisher(deployment, store, storeAbove);
        this.task = task;
        this.source = source;
    }

    /** Publishes {@code root}; {@code sent} hears every image id once the brokers have the image. */
    public void publish(Path root, Consumer<String> sent) {
        List<Path> files = ImageFiles.below(root);
        if (files.isEmpty()) {
            throw new RefusedException("there is no image file (jpg, jpeg, png, webp, gif, bmp) below " + root);
        }
        for (int from = 0; from < files.size(); from += WINDOW) {
            // A window at a time: a folder of any size fits into memory. What goes into a store is let go with its
            // event.
            files.subList(from, Math.min(files.size(), from + WINDOW)).stream()
                    .flatMap(file -> send(root, file).stream())
                    .toList()
                    .forEach(pending -> await(pending, sent));
        }
    }

    private record Pending(String id, java.util.concurrent.CompletableFuture<?> result) {}

    /** Sends a file; empty if it is refused. */
    private Optional<Pending> send(Path root, Path file) {
        try {
            // Before it is read: it may not fit into memory.
            Optional<String> tooLarge = publisher.tooLarge(file.toString(), Files.size(file));
            if (tooLarge.isPresent()) {
                refused.add(tooLarge.get());
                return Optional.empty();
            }
            byte[] encoded = Files.readAllBytes(file);
            Instant taken = Files.getLastModifiedTime(file).toInstant();
            String id = ImageFiles.id(root, file, encoded);
            return Optional.of(new Pending(id, publisher.send(task, id, encoded, taken, source)));
        } catch (IOException e) {
            refused.add("cannot read " + file + ": " + e);
            return Optional.empty();
        }
    }

    private void await(Pending pending, Consumer<String> sent) {
        try {
            pending.result().join();
            published++;
            sent.accept(pending.id());
        } catch (CompletionException e) {
            throw new RefusedException(
                    "cannot publish '" + pending.id() + "': " + e.getCause().getMessage(), e.getCause());
        }
    }

    /** Why each file that could not be published was refused, in order. */
    public List<String> refused() {
        return List.copyOf(refused);
    }

    /** Images published so far. */
    public int published() {
        return published;
    }

    @Override
    public void close() {
        publisher.close();
    }
}
