package io.clipstream.app.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.clipstream.schemas.Correction;
import io.clipstream.schemas.CorrectionKind;
import io.clipstream.schemas.CorrectionOrigin;
import io.clipstream.topology.TaskKeys;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Reads corrections from CSV with a line of column names, or from JSON lines; the first character tells which.
 *
 * <p>Columns or fields are {@code image}, {@code label}, {@code verdict} (label, none or withdraw; label where empty),
 * {@code annotator}, {@code time} (ISO 8601 with an offset), {@code origin}, {@code task}, {@code heldOut} and {@code id}. A
 * correction without an id gets one that is a digest of what it says, so that the same line sent again counts once.
 */
public final class CorrectionFile {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    private static final Set<String> FIELDS =
            new TreeSet<>(List.of("annotator", "heldOut", "id", "image", "label", "origin", "task", "time", "verdict"));

    private final CorrectionDefaults defaults;
    private List<String> columns;

    private CorrectionFile(CorrectionDefaults defaults) {
        this.defaults = defaults;
    }

    /** Reads on to the end; {@code sink} hears of each line in order, the refused ones too, but of no blank one. */
    public static void read(BufferedReader reader, CorrectionDefaults defaults, Consumer<CorrectionLine> sink)
            throws IOException {
        CorrectionFile file = new CorrectionFile(defaults);
        int number = 0;
        boolean first = true;
        boolean json = false;
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            number++;
            // Spreadsheets begin their files with a byte order mark.
            String text = number == 1 && line.startsWith("\uFEFF") ? line.substring(1) : line;
            if (text.isBlank()) {
                continue;
            }
            if (first) {
                first = false;
                json = text.stripLeading().startsWith("{");
                if (!json) {
                    file.columns = header(number, text);
                    continue;
                }
            }
            sink.accept(file.line(number, text, json));
        }
    }

    private static List<String> header(int number, String text) {
        List<String> columns = CsvFields.of(text);
        for (String column : columns) {
            if (!FIELDS.contains(column)) {
                throw new RefusedException("line " + number + ": there is no column '" + column + "'; there are "
                        + FIELDS + ", and the first line names those that the file has");
            }
        }
        if (!columns.contains("image")) {
            throw new RefusedException("line " + number + ": the first line names no column 'image'");
        }
        return columns;
    }

    private CorrectionLine line(int number, String text, boolean json) {
        try {
            Map<String, String> fields = json ? fromJson(text) : fromCsv(text);
            String imageId = required(fields, "image");
            return new CorrectionLine(number, imageId, correction(imageId, fields), null);
        } catch (IllegalArgumentException e) {
            return CorrectionLine.refused(number, e.getMessage());
        }
    }

    private Map<String, String> fromCsv(String text) {
        List<String> values = CsvFields.of(text);
        if (values.size() != columns.size()) {
            throw new IllegalArgumentException(
                    "it has " + values.size() + " fields, the first line names " + columns.size());
        }
        Map<String, String> fields = new HashMap<>();
        for (int i = 0; i < values.size(); i++) {
            fields.put(columns.get(i), values.get(i));
        }
        return fields;
    }

    private static Map<String, String> fromJson(String text) {
        JsonNode node;
        try {
            node = JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("it is not JSON: " + e.getOriginalMessage(), e);
        }
        if (!node.isObject()) {
            throw new IllegalArgumentException("a JSON object was expected");
        }
        Map<String, String> fields = new HashMap<>();
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            if (!FIELDS.contains(field.getKey())) {
                throw new IllegalArgumentException("there is no field '" + field.getKey() + "'; there are " + FIELDS);
            }
            if (!field.getValue().isNull()) {
                if (!field.getValue().isValueNode()) {
                    throw new IllegalArgumentException("field '" + field.getKey() + "' wants a single value");
                }
                fields.put(field.getKey(), field.getValue().asText());
            }
        }
        return fields;
    }

    private Correction correction(String imageId, Map<String, String> fields) {
        String task = fields.getOrDefault("task", "").isBlank() ? defaults.task() : fields.get("task");
        if (!TaskKeys.isTaskName(task)) {
            throw new IllegalArgumentException(
                    task == null
                            ? "it names no task, and --task gives none"
                            : "a task's name has the characters a-z 0-9 . _ -, got '" + task + "'");
        }
        CorrectionKind kind = kind(fields.getOrDefault("verdict", ""));
        String label = fields.getOrDefault("label", "");
        if (kind == CorrectionKind.LABEL && label.isBlank()) {
            throw new IllegalArgumentException("it names no label, and its verdict is neither none nor withdraw");
        }
        if (kind != CorrectionKind.LABEL && !label.isBlank()) {
            throw new IllegalArgumentException(
                    "verdict '" + fields.get("verdict") + "' wants no label, got '" + label + "'");
        }
        String annotator =
                fields.getOrDefault("annotator", "").isBlank() ? defaults.annotator() : fields.get("annotator");
        Correction.Builder correction = Correction.newBuilder()
                .setTask(task)
                .setKind(kind)
                .setLabel(kind == CorrectionKind.LABEL ? label : null)
                .setOrigin(origin(fields.getOrDefault("origin", "")))
                .setAnnotator(annotator)
                .setEventTime(time(fields.getOrDefault("time", "")))
                .setHeldOut(heldOut(fields.getOrDefault("heldOut", "")));
        return correction
                .setCorrectionId(id(fields.getOrDefault("id", ""), imageId, correction))
                .build();
    }

    private static CorrectionKind kind(String verdict) {
        return switch (verdict.toLowerCase(Locale.ROOT)) {
            case "", "label" -> CorrectionKind.LABEL;
            case "none" -> CorrectionKind.NONE_OF_THESE;
            case "withdraw" -> CorrectionKind.WITHDRAWAL;
            default ->
                throw new IllegalArgumentException("verdict wants label, none or withdraw, got '" + verdict + "'");
        };
    }

    private CorrectionOrigin origin(String origin) {
        return switch (origin.toUpperCase(Locale.ROOT)) {
            case "" -> defaults.origin();
            case "SPONTANEOUS" -> CorrectionOrigin.SPONTANEOUS;
            case "REVIEW" -> CorrectionOrigin.REVIEW;
            case "AUDIT" -> CorrectionOrigin.AUDIT;
            default ->
                throw new IllegalArgumentException("origin wants spontaneous, review or audit, got '" + origin + "'");
        };
    }

    private Instant time(String time) {
        if (time.isBlank()) {
            return defaults.time();
        }
        try {
            // Whole milliseconds, as the record keeps them.
            return Instant.ofEpochMilli(OffsetDateTime.parse(time).toInstant().toEpochMilli());
        } catch (DateTimeException | ArithmeticException e) {
            throw new IllegalArgumentException("time wants a form like 2026-11-22T09:00:00Z, got '" + time + "'", e);
        }
    }

    private static boolean heldOut(String heldOut) {
        return switch (heldOut.toLowerCase(Locale.ROOT)) {
            case "", "false" -> false;
            case "true" -> true;
            default -> throw new IllegalArgumentException("heldOut wants true or false, got '" + heldOut + "'");
        };
    }

    private static UUID id(String id, String imageId, Correction.Builder said) {
        if (!id.isBlank()) {
            try {
                return UUID.fromString(id);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("id wants a UUID, got '" + id + "'", e);
            }
        }
        List<Object> parts = Arrays.asList(
                said.getTask(),
                imageId,
                said.getKind(),
                said.getLabel(),
                said.getOrigin(),
                said.getAnnotator(),
                said.getEventTime().toEpochMilli(),
                said.getHeldOut());
        StringBuilder content = new StringBuilder();
        // With their lengths, so that no two contents are written alike.
        parts.forEach(part ->
                content.append(String.valueOf(part).length()).append(':').append(part));
        return UUID.nameUUIDFromBytes(content.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static String required(Map<String, String> fields, String name) {
        String value = fields.getOrDefault(name, "");
        if (value.isBlank()) {
            throw new IllegalArgumentException("it names no " + name);
        }
        return value;
    }
}
