package io.clipstream.app.client;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.clipstream.schemas.ScoringPolicy;
import io.clipstream.schemas.TaskClass;
import io.clipstream.schemas.TaskSpec;
import io.clipstream.topology.TaskKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads a task from its JSON file; an unknown or wrong field is an error that names it. */
public final class TaskFile {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(JsonParser.Feature.ALLOW_COMMENTS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    private static final Set<String> FIELDS =
            Set.of("task", "classes", "templates", "method", "challengers", "options", "bufferPerClass", "policy");

    private final String name;

    private TaskFile(String name) {
        this.name = name;
    }

    /** Reads {@code file}. */
    public static TaskSpec read(Path file, String appliedBy, Instant now) {
        try {
            return parse(file.toString(), Files.readString(file), appliedBy, now);
        } catch (java.nio.file.NoSuchFileException e) {
            throw new RefusedException("there is no file " + file, e);
        } catch (IOException e) {
            throw new RefusedException("cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    /**
     * Reads a task from text.
     *
     * @param name of the source, for error messages
     */
    public static TaskSpec parse(String name, String json, String appliedBy, Instant now) {
        try {
            return new TaskFile(name).spec(JSON.readTree(json), appliedBy, now);
        } catch (JsonProcessingException e) {
            throw new RefusedException(
                    name + " is not JSON: " + e.getOriginalMessage() + " at line "
                            + (e.getLocation() == null ? 0 : e.getLocation().getLineNr()),
                    e);
        }
    }

    private TaskSpec spec(JsonNode root, String appliedBy, Instant now) {
        require(root.isObject(), "a JSON object was expected");
        known(root, "", FIELDS);
        String task = text(root, "task", null);
        require(
                TaskKeys.isTaskName(task),
                "field 'task' wants a name of the characters a-z 0-9 . _ -, got '" + task + "'");
        int perClass = integer(root, "bufferPerClass", 16);
        require(perClass >= 1, "field 'bufferPerClass' wants 1 or more, got " + perClass);
        TaskSpec.Builder spec = TaskSpec.newBuilder()
                .setTask(task)
                .setClasses(classes(root.path("classes")))
                .setTemplates(templates(root))
                .setChallengers(texts(root, "challengers"))
                .setOptions(options(root.path("options")))
                .setBufferPerClass(perClass)
                .setPolicy(policy(root.path("policy")))
                .setAppliedBy(appliedBy)
                .setAppliedAt(now);
        if (root.has("method")) {
            spec.setMethod(text(root, "method", null));
        }
        return spec.build();
    }

    private List<TaskClass> classes(JsonNode node) {
        require(node.isArray() && !node.isEmpty(), "field 'classes' wants a list of at least one class");
        List<TaskClass> classes = new ArrayList<>();
        Set<String> labels = new HashSet<>();
        for (JsonNode entry : node) {
            String label;
            List<String> prompts = List.of();
            if (entry.isTextual()) {
                label = entry.textValue();
            } else {
                require(entry.isObject(), "field 'classes' wants labels, or objects with 'label' and 'prompts'");
                known(entry, "classes.", Set.of("label", "prompts"));
                label = text(entry, "label", null);
                prompts = texts(entry, "prompts");
            }
            require(!label.isBlank(), "field 'classes' has an empty label");
            require(labels.add(label), "field 'classes' has the label '" + label + "' twice");
            classes.add(new TaskClass(label, prompts));
        }
        return classes;
    }

    private List<String> templates(JsonNode root) {
        List<String> templates = texts(root, "templates");
        templates.forEach(
                t -> require(t.contains("{}"), "field 'templates' wants {} where the class goes, got '" + t + "'"));
        return templates;
    }

    private Map<String, String> options(JsonNode node) {
        Map<String, String> options = new HashMap<>();
        require(node.isMissingNode() || node.isObject(), "field 'options' wants an object");
        node.properties().forEach(e -> {
            require(e.getValue().isValueNode(), "field 'options." + e.getKey() + "' wants a single value");
            options.put(e.getKey(), e.getValue().asText());
        });
        return options;
    }

    private ScoringPolicy policy(JsonNode node) {
        require(node.isMissingNode() || node.isObject(), "field 'policy' wants an object");
        known(node, "policy.", Set.of("top", "reviewMargin", "auditShare"));
        int top = integer(node, "top", 5);
        require(top >= 1, "field 'policy.top' wants 1 or more, got " + top);
        return new ScoringPolicy(top, share(node, "reviewMargin", 0.1f), share(node, "auditShare", 0.02f));
    }

    private float share(JsonNode node, String field, float fallback) {
        JsonNode value = node.path(field);
        if (value.isMissingNode()) {
            return fallback;
        }
        require(
                value.isNumber() && value.doubleValue() >= 0 && value.doubleValue() <= 1,
                "field 'policy." + field + "' wants a number from 0 to 1, got " + value);
        return value.floatValue();
    }

    private int integer(JsonNode node, String field, int fallback) {
        JsonNode value = node.path(field);
        require(
                value.isMissingNode() || value.canConvertToInt() && value.isIntegralNumber(),
                "field '" + field + "' wants a whole number, got " + value);
        return value.isMissingNode() ? fallback : value.intValue();
    }

    private String text(JsonNode node, String field, String fallback) {
        JsonNode value = node.path(field);
        require(value.isTextual() || value.isMissingNode() && fallback != null, "field '" + field + "' wants a string");
        return value.isMissingNode() ? fallback : value.textValue();
    }

    private List<String> texts(JsonNode node, String field) {
        JsonNode value = node.path(field);
        require(value.isMissingNode() || value.isArray(), "field '" + field + "' wants a list of strings");
        List<String> texts = new ArrayList<>();
        for (JsonNode entry : value) {
            require(entry.isTextual() && !entry.textValue().isBlank(), "field '" + field + "' wants non-empty strings");
            texts.add(entry.textValue());
        }
        return texts;
    }

    private void known(JsonNode node, String path, Set<String> fields) {
        node.fieldNames()
                .forEachRemaining(field -> require(
                        fields.contains(field),
                        "unknown field '" + path + field + "'; there are "
                                + fields.stream().sorted().toList()));
    }

    private void require(boolean holds, String problem) {
        if (!holds) {
            throw new RefusedException(name + ": " + problem);
        }
    }
}
