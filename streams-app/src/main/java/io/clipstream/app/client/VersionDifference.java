package io.clipstream.app.client;

import io.clipstream.adapter.InvalidAdapterException;
import io.clipstream.schemas.AdapterVersion;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/**
 * Where two versions differ: in what they were made from, and in what they say of the same images.
 *
 * @param fields what is different in their records: name, the first's value, the second's
 * @param added shots that only the second has, sorted
 * @param removed shots that only the first has, sorted
 * @param shift where their answers differ
 */
public record VersionDifference(
        Map<String, List<Object>> fields, List<String> added, List<String> removed, AnswerShift shift) {
    /**
     * Compares.
     *
     * @throws InvalidAdapterException if one of them cannot be loaded
     */
    public static VersionDifference of(AdapterVersion a, AdapterVersion b, List<RecentFeatures.Row> rows)
            throws InvalidAdapterException {
        List<RecentFeatures.Row> usable = rows.stream()
                .filter(row -> row.feature().length == a.getDimension() && row.feature().length == b.getDimension())
                .toList();
        AnswerShift shift = AnswerShift.between(Answers.of(a, usable), Answers.of(b, usable), UnaryOperator.identity());
        return new VersionDifference(fields(a, b), only(b, a), only(a, b), shift);
    }

    private static Map<String, List<Object>> fields(AdapterVersion a, AdapterVersion b) {
        Map<String, List<Object>> fields = new LinkedHashMap<>();
        differs(fields, "method", a.getMethod(), b.getMethod());
        differs(fields, "modelId", a.getModelId(), b.getModelId());
        differs(fields, "labels", a.getLabels(), b.getLabels());
        differs(fields, "classListRevision", a.getClassListRevision(), b.getClassListRevision());
        differs(fields, "trigger", a.getLineage().getTrigger(), b.getLineage().getTrigger());
        differs(fields, "examples", a.getLineage().getExamples(), b.getLineage().getExamples());
        differs(
                fields,
                "bufferDigest",
                a.getLineage().getBufferDigest(),
                b.getLineage().getBufferDigest());
        differs(
                fields,
                "sampleDigest",
                a.getLineage().getSampleDigest(),
                b.getLineage().getSampleDigest());
        differs(
                fields,
                "taskDigest",
                a.getLineage().getTaskDigest(),
                b.getLineage().getTaskDigest());
        differs(
                fields,
                "configDigest",
                a.getLineage().getConfigDigest(),
                b.getLineage().getConfigDigest());
        differs(fields, "seed", a.getLineage().getSeed(), b.getLineage().getSeed());
        differs(
                fields,
                "libraries",
                a.getLineage().getLibraries(),
                b.getLineage().getLibraries());
        differs(fields, "device", a.getLineage().getDevice(), b.getLineage().getDevice());
        return fields;
    }

    private static void differs(Map<String, List<Object>> fields, String name, Object a, Object b) {
        if (!a.equals(b)) {
            fields.put(name, List.of(a, b));
        }
    }

    private static List<String> only(AdapterVersion one, AdapterVersion other) {
        TreeSet<String> ids = new TreeSet<>(one.getLineage().getShots());
        other.getLineage().getShots().forEach(ids::remove);
        return List.copyOf(ids);
    }
}
