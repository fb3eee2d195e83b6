package io.clipstream.clip;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file of text features that several processes may share: a ring of records of one size, the oldest overwritten first.
 *
 * <p>Layout, big-endian: 64 bytes of header (magic, D, slots, SHA-256 of the encoder's id, how many records were ever
 * written, CRC-32C of what stands before it), then the slots, each a text's SHA-256, D floats and the CRC-32C of both.
 * Writers take turns by a file lock; readers need none, since a record that is torn, damaged or overwritten does not have
 * its key and checksum. One thread at a time.
 */
final class TextFeatureFile implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TextFeatureFile.class);
    private static final long MAGIC = 0x4353_5445_5854_3031L; // CSTEXT01
    private static final int HEADER = 64;
    private static final int FILES_KEPT = 4;
    private static final String SUFFIX = ".features";
    // A FileLock belongs to the whole process: threads take turns by this one.
    private static final Object IN_PROCESS = new Object();

    private final Path path;
    private final FileChannel channel;
    private final byte[] encoder;
    private final int dimension;
    private final int recordBytes;
    private final int wantedSlots;
    private final Map<TextKey, Integer> index = new HashMap<>();
    private int slots;
    private long seen;

    private TextFeatureFile(Path path, FileChannel channel, byte[] encoder, int dimension, long maxBytes) {
        this.path = path;
        this.channel = channel;
        this.encoder = encoder;
        this.dimension = dimension;
        this.recordBytes = TextFeatureRecord.bytes(dimension);
        this.wantedSlots = (int) Math.max(1, Math.min(Integer.MAX_VALUE, (maxBytes - HEADER) / recordBytes));
    }

    static TextFeatureFile open(Path folder, String encoderId, int dimension, long maxBytes) throws IOException {
        Files.createDirectories(folder);
        byte[] encoder = TextKey.sha256().digest(encoderId.getBytes(StandardCharsets.UTF_8));
        Path path = folder.resolve(encoderId.replaceAll("[^A-Za-z0-9._-]", "_") + SUFFIX);
        FileChannel channel =
                FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            TextFeatureFile file = new TextFeatureFile(path, channel, encoder, dimension, maxBytes);
            file.locked(() -> file.begin(true));
            Files.setLastModifiedTime(path, FileTime.from(Instant.now()));
            removeOthers(folder);
            LOG.info("{} text features are known from {}", file.index.size(), path);
            return file;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** The feature, or null. */
    float[] find(TextKey key) throws IOException {
        Integer slot = index.get(key);
        if (slot == null) {
            return null;
        }
        TextFeatureRecord record = TextFeatureRecord.read(readFully(recordBytes, offset(slot)));
        if (record == null || !record.key().equals(key)) {
            // Overwritten by another process, or damaged since it was indexed.
            index.remove(key);
            return null;
        }
        return record.feature();
    }

    /** Writes what is not there yet. */
    void add(Map<TextKey, float[]> features) throws IOException {
        locked(() -> {
            begin(false);
            for (Map.Entry<TextKey, float[]> entry : features.entrySet()) {
                if (!index.containsKey(entry.getKey())) {
                    write(new TextFeatureRecord(entry.getKey(), entry.getValue()));
                }
            }
            writeHeader();
        });
    }

    private void write(TextFeatureRecord record) throws IOException {
        int slot = (int) (seen % slots);
        writeFully(record.write(), offset(slot));
        index.put(record.key(), slot);
        seen++;
    }

    /** Reads the header, makes a new one if there is none that fits, and takes in what others have written. */
    private void begin(boolean opening) throws IOException {
        long written = readHeader();
        if (written < seen) {
            // New, of other contents, or begun again by another process.
            index.clear();
            seen = 0;
        }
        if (written < 0) {
            channel.truncate(0);
            slots = wantedSlots;
            writeHeader();
            return;
        }
        if (opening && slots != wantedSlots) {
            resize(written);
            return;
        }
        takeIn(written);
    }

    private void resize(long written) throws IOException {
        boolean inOrder = written <= Math.min(slots, wantedSlots);
        if (!inOrder) {
            LOG.info("{} begins anew for another size", path);
            channel.truncate(0);
            index.clear();
            seen = 0;
        }
        slots = wantedSlots;
        if (inOrder) {
            takeIn(written);
        }
        writeHeader();
    }

    private void takeIn(long written) throws IOException {
        int damaged = 0;
        for (long record = Math.max(seen, written - slots); record < written; record++) {
            int slot = (int) (record % slots);
            TextFeatureRecord found = TextFeatureRecord.read(readFully(recordBytes, offset(slot)));
            if (found == null) {
                damaged++;
            } else {
                index.put(found.key(), slot);
            }
        }
        seen = written;
        if (damaged > 0) {
            LOG.warn("{} of the text features in {} are damaged and will be computed again", damaged, path);
        }
    }

    /** How many records were ever written; -1 if the header is none of this encoder's. */
    private long readHeader() throws IOException {
        ByteBuffer bytes = readFully(HEADER, 0);
        byte[] encoderRead = new byte[encoder.length];
        boolean fits = bytes.getLong() == MAGIC;
        fits &= bytes.getInt() == dimension;
        slots = bytes.getInt();
        bytes.get(encoderRead);
        long written = bytes.getLong();
        int end = bytes.position();
        boolean whole = bytes.getInt() == TextFeatureRecord.checksum(bytes.array(), end);
        return fits && whole && slots > 0 && Arrays.equals(encoder, encoderRead) ? written : -1;
    }

    private void writeHeader() throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(HEADER);
        bytes.putLong(MAGIC).putInt(dimension).putInt(slots).put(encoder).putLong(seen);
        bytes.putInt(TextFeatureRecord.checksum(bytes.array(), bytes.position()));
        writeFully(bytes.position(HEADER).flip(), 0);
    }

    private long offset(int slot) {
        return HEADER + (long) slot * recordBytes;
    }

    /** Bytes behind the file's end are zero. */
    private ByteBuffer readFully(int count, long from) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(count);
        long at = from;
        while (bytes.hasRemaining()) {
            int read = channel.read(bytes, at);
            if (read < 0) {
                break;
            }
            at += read;
        }
        return bytes.position(count).flip();
    }

    private void writeFully(ByteBuffer bytes, long from) throws IOException {
        long at = from;
        while (bytes.hasRemaining()) {
            at += channel.write(bytes, at);
        }
    }

    private void locked(Work work) throws IOException {
        synchronized (IN_PROCESS) {
            // Behind all data, as some systems keep readers off locked bytes.
            FileLock lock = channel.lock(Long.MAX_VALUE - 1, 1, false);
            try {
                work.run();
            } finally {
                lock.release();
            }
        }
    }

    /** A backbone that is not used any more does not keep its features for ever. */
    private static void removeOthers(Path folder) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(folder)) {
            files = all.filter(path -> path.toString().endsWith(SUFFIX))
                    .sorted(Comparator.comparing(TextFeatureFile::lastUse).reversed())
                    .toList();
        }
        for (Path old : files.subList(Math.min(FILES_KEPT, files.size()), files.size())) {
            Files.deleteIfExists(old);
        }
    }

    private static FileTime lastUse(Path path) {
        try {
            return Files.getLastModifiedTime(path);
        } catch (IOException e) {
            return FileTime.fromMillis(0);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private interface Work {
        void run() throws IOException;
    }
}
