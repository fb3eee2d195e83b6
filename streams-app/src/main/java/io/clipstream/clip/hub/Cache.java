package io.clipstream.clip.hub;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;

/**
 * The folder of one model in Hugging Face's cache: {@code blobs/<digest>}, {@code snapshots/<commit>/<file>} that point at
 * them, {@code refs/<revision>} with commits, and {@code .clipstream/} for what is ours: pins and files on their way.
 *
 * <p>Every file comes into its place complete, by an atomic move, so that readers need no lock.
 */
final class Cache {
    /** Makes symbolic links; some file systems have none. */
    interface Linker {
        void link(Path link, Path target) throws IOException;
    }

    private final Path folder;
    private final Path lock;
    private final Linker linker;

    Cache(Path root, HubName name, Linker linker) {
        String title = "models--" + name.owner() + "--" + name.name();
        this.folder = root.resolve(title);
        this.lock = root.resolve(".locks").resolve(title).resolve("clipstream.lock");
        this.linker = linker;
    }

    /** Only our own processes take it: Python's locks are of another kind, and neither side needs the other's. */
    Path lock() {
        return lock;
    }

    Path blob(BlobDigest digest) {
        return folder.resolve("blobs").resolve(digest.hex());
    }

    /** Where a blob grows. */
    Path part(BlobDigest digest) {
        return own().resolve(digest.hex() + ".part");
    }

    Path snapshot(String commit) {
        return folder.resolve("snapshots").resolve(commit);
    }

    /** The commit that any program has last recorded for a revision. */
    Path reference(String revision) {
        return folder.resolve("refs").resolve(revision);
    }

    Path references() {
        return folder.resolve("refs");
    }

    Path pins() {
        return own().resolve("pins");
    }

    private Path own() {
        return folder.resolve(".clipstream");
    }

    /** Makes the folders that a fetch writes to. */
    void prepare(String commit) throws IOException {
        Files.createDirectories(folder.resolve("blobs"));
        Files.createDirectories(pins());
        Files.createDirectories(snapshot(commit));
    }

    /** Lets the snapshot's file point at its blob; copies it where there are no symbolic links. */
    void expose(String commit, RemoteFile file) throws IOException {
        Path place = snapshot(commit).resolve(file.name());
        Path temporary = own().resolve(UUID.randomUUID() + ".link");
        try {
            try {
                linker.link(
                        temporary, Path.of("..", "..", "blobs", file.digest().hex()));
            } catch (UnsupportedOperationException | FileSystemException e) {
                Files.copy(blob(file.digest()), temporary);
            }
            move(temporary, place);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    /** Writes a small text file at once. */
    void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.createDirectories(own());
        Path temporary = own().resolve(UUID.randomUUID() + ".text");
        try {
            Files.writeString(temporary, text, StandardCharsets.UTF_8);
            move(temporary, file);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    static void move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** A file's size; -1 where there is none. */
    static long size(Path file) {
        try {
            return Files.isRegularFile(file) ? Files.size(file) : -1;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
