package io.clipstream.adapter;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Adapter tensors as one safetensors file: float32, little-endian, names sorted, so that equal tensors give equal bytes.
 *
 * <p>Layout: the header's length as 8 bytes little-endian; the header, JSON in UTF-8, padded with spaces to a multiple of
 * 8; the values of each tensor one after another. Reading refuses whatever the format does not allow, gaps and trailing
 * bytes included, and whatever is not float32.
 */
public final class SafetensorsCodec {
    private static final String METADATA = "__metadata__";
    private static final int PREFIX = Long.BYTES;
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private SafetensorsCodec() {}

    /** The file with these tensors; the same tensors always give the same bytes. */
    public static byte[] encode(Map<String, Tensor> tensors) {
        return encode(tensors, Map.of());
    }

    /** The same with words about them in the header, under {@code __metadata__}, as the format foresees. */
    public static byte[] encode(Map<String, Tensor> tensors, Map<String, String> metadata) {
        TreeMap<String, Tensor> sorted = new TreeMap<>(tensors);
        ObjectNode header = JSON.createObjectNode();
        if (!metadata.isEmpty()) {
            ObjectNode words = header.putObject(METADATA);
            new TreeMap<>(metadata).forEach(words::put);
        }
        long size = 0;
        for (Map.Entry<String, Tensor> named : sorted.entrySet()) {
            if (named.getKey().equals(METADATA)) {
                throw new IllegalArgumentException("a tensor cannot be named " + METADATA);
            }
            long end = size + (long) Float.BYTES * named.getValue().values().length;
            ObjectNode entry = header.putObject(named.getKey()).put("dtype", "F32");
            for (int length : named.getValue().shape()) {
                entry.withArray("shape").add(length);
            }
            entry.withArray("shape");
            entry.putArray("data_offsets").add(size).add(end);
            size = end;
        }
        byte[] json = header.toString().getBytes(StandardCharsets.UTF_8);
        int padded = (json.length + 7) / 8 * 8;
        ByteBuffer file = ByteBuffer.allocate(Math.toIntExact(PREFIX + padded + size))
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(padded)
                .put(json);
        while (file.position() < PREFIX + padded) {
            file.put((byte) ' ');
        }
        for (Tensor tensor : sorted.values()) {
            file.asFloatBuffer().put(tensor.values());
            file.position(file.position() + Float.BYTES * tensor.values().length);
        }
        return file.array();
    }

    /**
     * The tensors of a file, by name.
     *
     * @throws InvalidAdapterException naming the tensor and what is wrong with it, if the file is not exactly as described
     */
    public static Map<String, Tensor> decode(byte[] file) throws InvalidAdapterException {
        ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        int headerLength = headerLength(file);
        int dataStart = PREFIX + headerLength;
        List<SafetensorsEntry> entries = entries(header(file, headerLength), file.length - dataStart);
        Map<String, Tensor> tensors = new HashMap<>();
        for (SafetensorsEntry entry : entries) {
            float[] values = new float[(int) (entry.length() / Float.BYTES)];
            bytes.position(dataStart + (int) entry.begin());
            bytes.asFloatBuffer().get(values);
            tensors.put(entry.name(), new Tensor(entry.shape(), values));
        }
        return tensors;
    }

    /**
     * The words about the tensors; empty where there are none.
     *
     * @throws InvalidAdapterException if the header is not as described
     */
    public static Map<String, String> metadata(byte[] file) throws InvalidAdapterException {
        Map<String, String> metadata = new TreeMap<>();
        for (Map.Entry<String, JsonNode> word :
                header(file, headerLength(file)).path(METADATA).properties()) {
            metadata.put(word.getKey(), word.getValue().asText());
        }
        return metadata;
    }

    private static int headerLength(byte[] file) throws InvalidAdapterException {
        if (file.length < PREFIX) {
            throw new InvalidAdapterException(
                    "safetensors file has " + file.length + " bytes, expected at least " + PREFIX);
        }
        long length = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getLong();
        if (length < 2 || length > file.length - PREFIX) {
            throw new InvalidAdapterException("safetensors header length is " + length + ", expected 2 to "
                    + (file.length - PREFIX) + " in a file of " + file.length + " bytes");
        }
        return (int) length;
    }

    private static JsonNode header(byte[] file, int length) throws InvalidAdapterException {
        try {
            // Decoded here, so that Jackson does not guess another encoding.
            JsonNode header = JSON.readTree(new String(file, PREFIX, length, StandardCharsets.UTF_8));
            if (header.isObject()) {
                return header;
            }
        } catch (JsonProcessingException e) {
            throw new InvalidAdapterException("safetensors header is not JSON: " + e.getOriginalMessage());
        }
        throw new InvalidAdapterException("safetensors header is not a JSON object");
    }

    /** All tensors in the order of their bytes, which they cover without gap or overlap. */
    private static List<SafetensorsEntry> entries(JsonNode header, long dataLength) throws InvalidAdapterException {
        List<SafetensorsEntry> entries = new ArrayList<>();
        for (Map.Entry<String, JsonNode> field : header.properties()) {
            if (!field.getKey().equals(METADATA)) {
                entries.add(SafetensorsEntry.of(field.getKey(), field.getValue(), dataLength));
            }
        }
        entries.sort(Comparator.comparingLong(SafetensorsEntry::begin).thenComparingLong(SafetensorsEntry::end));
        long covered = 0;
        for (SafetensorsEntry entry : entries) {
            if (entry.begin() != covered) {
                throw entry.invalid("begins at byte " + entry.begin() + " where the tensors before it end at byte "
                        + covered + ", expected neither overlap nor gap");
            }
            covered = entry.end();
        }
        if (covered != dataLength) {
            throw new InvalidAdapterException(
                    "safetensors file has " + dataLength + " bytes of data, its tensors cover " + covered);
        }
        return entries;
    }
}
