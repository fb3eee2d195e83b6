package io.clipstream.clip;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** One object of a JSON file, read field by field with errors that name file, key, value and range. */
final class JsonFields {
    static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final Path file;
    private final String prefix;
    private final JsonNode node;

    private JsonFields(Path file, String prefix, JsonNode node) {
        this.file = file;
        this.prefix = prefix;
        this.node = node;
    }

    static JsonFields read(Path file) throws CheckpointException {
        try {
            JsonNode node = MAPPER.readTree(Files.readAllBytes(file));
            if (!node.isObject()) {
                throw new CheckpointException(file + ": expected a JSON object");
            }
            return new JsonFields(file, "", node);
        } catch (JsonProcessingException e) {
            throw new CheckpointException(file + ": not valid JSON: " + e.getOriginalMessage(), e);
        } catch (CheckpointException e) {
            throw e;
        } catch (IOException e) {
            throw new CheckpointException(file + ": cannot be read: " + e, e);
        }
    }

    boolean has(String key) {
        return node.hasNonNull(key);
    }

    boolean isObject(String key) {
        return node.path(key).isObject();
    }

    boolean isList(String key) {
        return node.path(key).isArray();
    }

    /** The object under {@code key}; an absent one reads as empty, so that every field takes its default. */
    JsonFields object(String key) throws CheckpointException {
        JsonNode child = node.path(key);
        if (has(key) && !child.isObject()) {
            throw wrong(key, "an object");
        }
        return new JsonFields(file, prefix + key + ".", child);
    }

    /** The values of the object under {@code key}. */
    JsonNode children(String key) throws CheckpointException {
        if (!isObject(key)) {
            throw wrong(key, "an object");
        }
        return node.get(key);
    }

    int positive(String key, int fallback) throws CheckpointException {
        return integer(key, fallback, 1, 1 << 24);
    }

    /** The side of a square, given as one number or as two that are equal. */
    int side(String key, int fallback) throws CheckpointException {
        if (!node.path(key).isArray()) {
            return positive(key, fallback);
        }
        JsonNode sides = node.get(key);
        int side = sides.path(0).asInt();
        if (sides.size() != 2 || !sides.get(0).equals(sides.get(1)) || side < 1 || side > 1 << 24) {
            throw wrong(key, "a square: one number, or two that are equal");
        }
        return side;
    }

    int integer(String key, int fallback, int from, int to) throws CheckpointException {
        if (!has(key)) {
            return fallback;
        }
        JsonNode value = node.get(key);
        if (!value.isIntegralNumber() || !value.canConvertToInt() || value.intValue() < from || value.intValue() > to) {
            throw wrong(key, "an integer from " + from + " to " + to);
        }
        return value.intValue();
    }

    double positive(String key, double fallback) throws CheckpointException {
        if (!has(key)) {
            return fallback;
        }
        double value = node.get(key).doubleValue();
        if (!node.get(key).isNumber() || !(value > 0) || Double.isInfinite(value)) {
            throw wrong(key, "a number above 0");
        }
        return value;
    }

    /** Whether the list under {@code key} holds this string. */
    boolean lists(String key, String value) {
        for (JsonNode item : node.path(key)) {
            if (item.asText().equals(value)) {
                return true;
            }
        }
        return false;
    }

    String text(String key, String fallback) throws CheckpointException {
        if (!has(key)) {
            return fallback;
        }
        if (!node.get(key).isTextual()) {
            throw wrong(key, "a string");
        }
        return node.get(key).textValue();
    }

    boolean flag(String key, boolean fallback) throws CheckpointException {
        if (!has(key)) {
            return fallback;
        }
        if (!node.get(key).isBoolean()) {
            throw wrong(key, "true or false");
        }
        return node.get(key).booleanValue();
    }

    double[] three(String key, double... fallback) throws CheckpointException {
        if (!has(key)) {
            return fallback;
        }
        JsonNode array = node.get(key);
        double[] values = new double[3];
        for (int i = 0; i < 3; i++) {
            if (array.size() != 3 || !array.path(i).isNumber()) {
                throw wrong(key, "three numbers, one a channel");
            }
            values[i] = array.get(i).doubleValue();
        }
        return values;
    }

    CheckpointException wrong(String key, String expected) {
        return new CheckpointException(file + ": " + prefix + key + " is " + node.get(key) + ", expected " + expected);
    }
}
