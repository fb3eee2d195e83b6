package io.clipstream.claim;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Stores images as files of a folder; each comes into its place as a whole. */
final class FileDepot implements ImageDepot {
    private static final Logger LOG = LoggerFactory.getLogger(FileDepot.class);

    private final Path folder;

    FileDepot(Path folder) {
        this.folder = folder.toAbsolutePath().normalize();
    }

    @Override
    public Stored put(byte[] encoded) throws IOException {
        byte[] digest = ImageDepot.sha256(encoded);
        Path place = folder.resolve(ImageDepot.name(digest));
        if (!isThere(place, encoded)) {
            Files.createDirectories(folder);
            Path part = folder.resolve("." + UUID.randomUUID() + ".part");
            try {
                write(part, encoded);
                Files.move(part, place, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
                forceName();
            } finally {
                Files.deleteIfExists(part);
            }
        }
        return new Stored(place.toUri().toString(), ByteBuffer.wrap(digest));
    }

    /** Whose bytes have changed since, is stored anew: that mends it for all who refer to it. */
    private static boolean isThere(Path place, byte[] encoded) throws IOException {
        return Files.isRegularFile(place)
                && Files.size(place) == encoded.length
                && Arrays.equals(Files.readAllBytes(place), encoded);
    }

    /** A name is on the disk when its folder is. */
    private void forceName() {
        try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
            names.force(true);
        } catch (IOException e) {
            LOG.debug("{} cannot be forced to the disk, as on Windows", folder, e);
        }
    }

    /** On the disk, too: an event that speaks of it may be committed the moment after. */
    private static void write(Path part, byte[] encoded) throws IOException {
        try (FileChannel file = FileChannel.open(part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            ByteBuffer rest = ByteBuffer.wrap(encoded);
            while (rest.hasRemaining()) {
                file.write(rest);
            }
            file.force(true);
        }
    }

    @Override
    public void close() {
        // Nothing is kept open.
    }
}
