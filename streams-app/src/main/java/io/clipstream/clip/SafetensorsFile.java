package io.clipstream.clip;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * A safetensors file, checked as a whole when opened; its tensors are memory-mapped one by one.
 *
 * <p>Safe for use by many threads. What was mapped stays readable after {@link #close()}, while the file itself must not
 * be shortened.
 */
public final class SafetensorsFile implements Closeable {
    private static final long LONGEST_HEADER = 100_000_000;
    private static final Map<String, Integer> BYTES = Map.ofEntries(
            Map.entry("F64", 8),
            Map.entry("F32", 4),
            Map.entry("F16", 2),
            Map.entry("BF16", 2),
            Map.entry("I64", 8),
            Map.entry("I32", 4),
            Map.entry("I16", 2),
            Map.entry("I8", 1),
            Map.entry("U8", 1),
            Map.entry("BOOL", 1));

    private final Path path;
    private final FileChannel channel;
    private final long dataStart;
    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private final Map<String, String> metadata = new LinkedHashMap<>();

    /** Where a tensor lies: {@code begin} and {@code end} in bytes from the start of the data. */
    private record Entry(String dtype, long[] shape, long begin, long end) {}

    private SafetensorsFile(Path path, FileChannel channel) throws IOException {
        this.path = path;
        this.channel = channel;
        long size = channel.size();
        ByteBuffer prefix = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
        read(prefix, 0);
        if (prefix.hasRemaining()) {
            throw bad("bad header: the file has " + size + " bytes, a safetensors file at least 8");
        }
        long length = prefix.getLong(0);
        if (length < 2 || length > LONGEST_HEADER || length > size - 8) {
            throw bad("bad header: its length is given as " + Long.toUnsignedString(length) + " bytes in a file of "
                    + size + "; the file is cut short or no safetensors file");
        }
        ByteBuffer header = ByteBuffer.allocate((int) length);
        read(header, 8);
        dataStart = 8 + length;
        parse(header.array(), size - dataStart);
    }

    /** Opens and checks a file; {@link CheckpointException} says what is wrong with it. */
    public static SafetensorsFile open(Path path) throws CheckpointException {
        FileChannel channel = null;
        try {
            channel = FileChannel.open(path, StandardOpenOption.READ);
            return new SafetensorsFile(path, channel);
        } catch (CheckpointException e) {
            closeQuietly(channel, e);
            throw e;
        } catch (IOException e) {
            closeQuietly(channel, e);
            throw new CheckpointException(path + ": cannot be read: " + e, e);
        }
    }

    /** Names of its tensors. */
    public Set<String> names() {
        return Collections.unmodifiableSet(entries.keySet());
    }

    /** Its metadata: texts by name, empty where the file has none. */
    public Map<String, String> metadata() {
        return Collections.unmodifiableMap(metadata);
    }

    /**
     * Maps a tensor.
     *
     * @param name its name in the file
     * @return its type, shape and little-endian bytes
     * @throws CheckpointException if the file has none of this name
     */
    public StoredTensor tensor(String name) throws CheckpointException {
        Entry entry = entries.get(name);
        if (entry == null) {
            throw bad("tensor '" + name + "' is missing");
        }
        if (entry.end - entry.begin > Integer.MAX_VALUE) {
            throw bad("tensor '" + name + "' has " + (entry.end - entry.begin)
                    + " bytes, more than can be mapped at once");
        }
        try {
            ByteBuffer bytes = channel.map(MapMode.READ_ONLY, dataStart + entry.begin, entry.end - entry.begin);
            return new StoredTensor(path, name, entry.dtype, entry.shape, bytes.order(ByteOrder.LITTLE_ENDIAN));
        } catch (IOException e) {
            throw new CheckpointException(path + ": tensor '" + name + "' cannot be mapped: " + e, e);
        }
    }

    private void parse(byte[] header, long dataSize) throws CheckpointException {
        JsonNode root;
        try {
            root = JsonFields.MAPPER.readTree(header);
        } catch (JsonProcessingException e) {
            throw bad("bad header: not valid JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw bad("bad header: " + e.getMessage());
        }
        if (!root.isObject()) {
            throw bad("bad header: expected a JSON object");
        }
        for (Map.Entry<String, JsonNode> field : root.properties()) {
            if (field.getKey().equals("__metadata__")) {
                for (Map.Entry<String, JsonNode> text : field.getValue().properties()) {
                    metadata.put(text.getKey(), text.getValue().asText());
                }
            } else {
                entries.put(field.getKey(), entry(field.getKey(), field.getValue(), dataSize));
            }
        }
    }

    private Entry entry(String name, JsonNode node, long dataSize) throws CheckpointException {
        String dtype = node.path("dtype").asText();
        JsonNode offsets = node.path("data_offsets");
        JsonNode dimensions = node.path("shape");
        if (!dimensions.isArray() || offsets.size() != 2) {
            throw bad("bad header: tensor '" + name + "' needs dtype, shape and two data_offsets");
        }
        long[] shape = new long[dimensions.size()];
        long count = 1;
        try {
            for (int i = 0; i < shape.length; i++) {
                shape[i] = dimensions.get(i).asLong(-1);
                count = shape[i] < 0 ? -1 : Math.multiplyExact(count, shape[i]);
                if (count < 0) {
                    throw bad("bad header: tensor '" + name + "' has the shape " + dimensions);
                }
            }
        } catch (ArithmeticException e) {
            throw bad("bad header: tensor '" + name + "' has the shape " + dimensions);
        }
        long begin = offsets.get(0).asLong(-1);
        long end = offsets.get(1).asLong(-1);
        if (begin < 0 || end < begin) {
            throw bad("bad header: tensor '" + name + "' has the data_offsets " + offsets);
        }
        Integer width = BYTES.get(dtype);
        if (width != null && (end - begin) / width != count || width != null && (end - begin) % width != 0) {
            throw bad("bad header: tensor '" + name + "' of shape " + dimensions + " and dtype " + dtype
                    + " does not fit " + (end - begin) + " bytes");
        }
        if (end > dataSize) {
            throw bad("tensor '" + name + "' ends at byte " + (dataStart + end) + ", but the file has "
                    + (dataStart + dataSize) + ": it is cut short");
        }
        return new Entry(dtype, shape, begin, end);
    }

    private void read(ByteBuffer target, long position) throws IOException {
        long at = position;
        while (target.hasRemaining()) {
            int n = channel.read(target, at);
            if (n < 0) {
                return;
            }
            at += n;
        }
    }

    private CheckpointException bad(String what) {
        return new CheckpointException(path + ": " + what);
    }

    private static void closeQuietly(FileChannel channel, IOException cause) {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
