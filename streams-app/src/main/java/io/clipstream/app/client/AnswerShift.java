package io.clipstream.app.client;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * Where two versions differ in what they say of the same images.
 *
 * @param images images that both were asked about
 * @param changes images with another label by each kind of change, most frequent first
 * @param meanShift mean over the images of half the summed absolute difference of their probabilities, in [0, 1]
 */
public record AnswerShift(int images, Map<String, Integer> changes, double meanShift) {
    /** Images with another label. */
    public int changed() {
        return changes.values().stream().mapToInt(Integer::intValue).sum();
    }

    /**
     * Compares answers to the same images.
     *
     * @param renamed what a label of the first is called among those of the second: the same class is no change
     */
    static AnswerShift between(Answers first, Answers second, UnaryOperator<String> renamed) {
        List<String> labels = new ArrayList<>(second.labels());
        List<String> names = first.labels().stream().map(renamed).toList();
        names.stream().filter(label -> !labels.contains(label)).forEach(labels::add);
        int[] places = names.stream().mapToInt(labels::indexOf).toArray();
        int[] same = second.labels().stream().mapToInt(labels::indexOf).toArray();
        int images = first.probabilities().size();
        Map<String, Integer> changes = new TreeMap<>();
        double shift = 0;
        for (int i = 0; i < images; i++) {
            String before = first.label(i);
            String after = second.label(i);
            if (!renamed.apply(before).equals(after)) {
                changes.merge(before + " -> " + after, 1, Integer::sum);
            }
            float[] p = first.placed(i, places, labels.size());
            float[] q = second.placed(i, same, labels.size());
            for (int c = 0; c < p.length; c++) {
                shift += Math.abs(p[c] - q[c]) / 2;
            }
        }
        return new AnswerShift(images, mostFrequentFirst(changes), images == 0 ? 0 : shift / images);
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
