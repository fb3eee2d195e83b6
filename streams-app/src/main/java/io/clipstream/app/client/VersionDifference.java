package io.clipstream.app.client;

import io.clipstream.adapter.Adapter;
import io.clipstream.adapter.InvalidAdapterException;
import io.clipstream.schemas.AdapterVersion;
import io.clipstream.topology.KnowledgeRecords;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Where two versions differ: in what they were made from, and in what they say of the same images.
 *
 * @param fields what is different in their records: name, the first's value, the second's
 * @param added shots that only the second has, sorted
 * @param removed shots that only the first has, sorted
 * @param images images that both were asked about
 * @param changes images with another label by each kind of change, most frequent first
 * @param meanShift mean over the images of half the summed absolute difference of their probabilities, in [0, 1]
 */
public record VersionDifference(
        Map<String, List<Object>> fields,
        List<String> added,
        List<String> removed,
        int images,
        Map<String, Integer> changes,
        double meanShift) {
    /** Images with another label. */
    public int changed() {
        return changes.values().stream().mapToInt(Integer::intValue).sum();
    }

    /**
     * Compares.
     *
     * @throws InvalidAdapterException if one of them cannot be loaded
     */
    public static VersionDifference of(AdapterVersion a, AdapterVersion b, List<RecentFeatures.Row> rows)
            throws InvalidAdapterException {
        List<String> labels = new ArrayList<>(a.getLabels());
        b.getLabels().stream().filter(label -> !labels.contains(label)).forEach(labels::add);
        List<RecentFeatures.Row> usable = rows.stream()
                .filter(row -> row.feature().length == a.getDimension() && row.feature().length == b.getDimension())
                .toList();
        float[][] first = scores(a, labels, usable);
        float[][] second = scores(b, labels, usable);
        Map<String, Integer> changes = new TreeMap<>();
        double shift = 0;
        for (int i = 0; i < usable.size(); i++) {
            String before = labels.get(best(first[i]));
            String after = labels.get(best(second[i]));
            if (!before.equals(after)) {
                changes.merge(before + " -> " + after, 1, Integer::sum);
            }
            for (int c = 0; c < labels.size(); c++) {
                shift += Math.abs(first[i][c] - second[i][c]) / 2;
            }
        }
        return new VersionDifference(
                fields(a, b),
                only(b, a),
                only(a, b),
                usable.size(),
                mostFrequentFirst(changes),
                usable.isEmpty() ? 0 : shift / usable.size());
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

    /** Probabilities [rows][labels]; 0 for a label that the version does not know. */
    private static float[][] scores(AdapterVersion version, List<String> labels, List<RecentFeatures.Row> rows)
            throws InvalidAdapterException {
        Adapter adapter = KnowledgeRecords.adapter(version);
        int[] place = version.getLabels().stream().mapToInt(labels::indexOf).toArray();
        float[][] scores = new float[rows.size()][labels.size()];
        float[] probabilities = new float[adapter.classes()];
        for (int row = 0; row < scores.length; row++) {
            adapter.probabilities(rows.get(row).feature(), 1, probabilities);
            for (int c = 0; c < place.length; c++) {
                scores[row][place[c]] = probabilities[c];
            }
        }
        return scores;
    }

    private static int best(float[] scores) {
        int best = 0;
        for (int c = 1; c < scores.length; c++) {
            if (scores[c] > scores[best]) {
                best = c;
            }
        }
        return best;
    }

    private static Map<String, Integer> mostFrequentFirst(Map<String, Integer> changes) {
        Map<String, Integer> sorted = new LinkedHashMap<>();
        changes.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .forEach(change -> sorted.put(change.getKey(), change.getValue()));
        return sorted;
    }
}
