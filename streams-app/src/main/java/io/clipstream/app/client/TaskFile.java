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
import io.clipstream.topology.TaskRules;
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

/**
 * Reads a task from its JSON file; an unknown or wrong field is an error that names it.
 *
 * <p>Among {@code templates}, {@code preset:NAME} stands for a published set and is replaced here, so that the tasks topic
 * holds templates alone.
 */
public final class TaskFile {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(JsonParser.Feature.ALLOW_COMMENTS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    private static final Set<String> FIELDS = Set.of(
            "task",
            "classes",
            "templates",
            "method",
            "challengers",
            "options",
            "bufferPerClass",
            "bufferPolicy",
            "bufferNoneOfThese",
            "bufferAudited",
            "annotatorWeights",
            "policy");

    private static final Set<String> CLASS_FIELDS = Set.of("label", "synonyms", "prompts", "texts", "formerly");

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
                .setTemplates(templates(root.path("templates")))
                .setChallengers(texts("challengers", root.path("challengers")))
                .setOptions(options(root.path("options")))
                .setBufferPerClass(perClass)
                .setBufferPolicy(text(root, "bufferPolicy", ""))
                .setBufferNoneOfThese(integer(root, "bufferNoneOfThese", 64))
                .setBufferAudited(integer(root, "bufferAudited", 512))
                .setAnnotatorWeights(weights(root.path("annotatorWeights")))
                .setPolicy(policy(root.path("policy")))
                .setAppliedBy(appliedBy)
                .setAppliedAt(now);
        spec.setMethod(text(root, "method", "auto"));
        TaskSpec built = spec.build();
        TaskRules.problem(task, built).ifPresent(problem -> require(false, problem));
        return built;
    }

    private List<TaskClass> classes(JsonNode node) {
        require(node.isArray() && !node.isEmpty(), "field 'classes' wants a list of at least one class");
        List<TaskClass> classes = new ArrayList<>();
        Set<String> labels = new HashSet<>();
        for (JsonNode entry : node) {
            TaskClass c = entry.isTextual()
                    ? new TaskClass(entry.textValue(), List.of(), List.of(), List.of())
                    : named("classes[" + classes.size() + "].", entry);
            require(!c.getLabel().isBlank(), "field 'classes' has an empty label");
            require(labels.add(c.getLabel()), "field 'classes' has the label '" + c.getLabel() + "' twice");
            classes.add(c);
        }
        return classes;
    }

    private TaskClass named(String path, JsonNode entry) {
        require(entry.isObject(), "field 'classes' wants labels, or objects with 'label'");
        known(entry, path, CLASS_FIELDS);
        require(entry.path("label").isTextual(), "field '" + path + "label' wants a string");
        String label = entry.get("label").textValue();
        List<String> prompts = texts(path + "prompts", entry.path("prompts"));
        List<String> synonyms = texts(path + "synonyms", entry.path("synonyms"));
        if (!synonyms.isEmpty()) {
            require(
                    prompts.isEmpty(),
                    "class '" + label + "' wants 'synonyms' (names beside the label) or 'prompts' (names in its place),"
                            + " not both");
            require(
                    !synonyms.contains(label),
                    "the synonyms of '" + label + "' name the label itself, which is a name of the class already");
            prompts = new ArrayList<>(synonyms);
            prompts.add(0, label);
        }
        return new TaskClass(
                label,
                prompts,
                texts(path + "texts", entry.path("texts")),
                texts(path + "formerly", entry.path("formerly")));
    }

    private List<String> templates(JsonNode node) {
        // One preset or template is a list of one.
        List<String> templates = node.isTextual() ? List.of(node.textValue()) : texts("templates", node);
        try {
            return TemplatePresets.expand(templates);
        } catch (RefusedException e) {
            throw new RefusedException(name + ": field 'templates': " + e.getMessage(), e);
        }
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

    private Map<String, Double> weights(JsonNode node) {
        Map<String, Double> weights = new HashMap<>();
        require(node.isMissingNode() || node.isObject(), "field 'annotatorWeights' wants an object");
        node.properties().forEach(e -> {
            require(
                    e.getValue().isNumber(),
                    "field 'annotatorWeights." + e.getKey() + "' wants a number, got " + e.getValue());
            weights.put(e.getKey(), e.getValue().doubleValue());
        });
        return weights;
    }

    private ScoringPolicy policy(JsonNode node) {
        require(node.isMissingNode() || node.isObject(), "field 'policy' wants an object");
        known(
                node,
                "policy.",
                Set.of("top", "reviewMargin", "auditShare", "targetPrecision", "noveltyShare", "reviewPerHour"));
        int top = integer(node, "top", 5);
        require(top >= 1, "field 'policy.top' wants 1 or more, got " + top);
        return new ScoringPolicy(
                top,
                share(node, "reviewMargin", 0.1f),
                share(node, "auditShare", 0.02f),
                node.has("targetPrecision") ? share(node, "targetPrecision", 0) : null,
                share(node, "noveltyShare", 0.01f),
                node.has("reviewPerHour") ? integer(node, "reviewPerHour", 0) : null);
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

    private List<String> texts(String field, JsonNode value) {
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
