package io.clipstream.claim;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/** Stores images as files of a folder; each comes into its place as a whole. */
final class FileDepot implements ImageDepot {
    private final Path folder;

    FileDepot(Path folder) {
        this.folder = folder.toAbsolutePath().normalize();
    }

    @Override
    public Stored put(byte[] encoded) throws IOException {
        byte[] digest = ImageDepot.sha256(encoded);
        Path place = folder.resolve(ImageDepot.name(digest));
        if (!Files.isRegularFile(place) || Files.size(place) != encoded.length) {
            Files.createDirectories(folder);
            Path part = folder.resolve("." + UUID.randomUUID() + ".part");
            try {
                write(part, encoded);
                Files.move(part, place, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(part);
            }
        }
        return new Stored(place.toUri().toString(), ByteBuffer.wrap(digest));
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
