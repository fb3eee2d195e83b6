package io.clipstream.app.shadow;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** Counts where a version in the shadow differs from the champion, and from what was predicted; one thread. */
public final class ShadowTally {
    private final Map<String, Integer> changes = new TreeMap<>();
    private long images;
    private long otherThanPredicted;
    private long otherThanChampion;
    private long labelled;
    private long shadowRight;
    private long championRight;
    private double shadowConfidence;
    private double championConfidence;

    /**
     * What was said of one image.
     *
     * @param predicted label that was predicted when the image came
     * @param champion label of the present champion
     * @param championConfidence its probability
     * @param shadow label of the version in the shadow
     * @param shadowConfidence its probability
     * @param truth label that people gave, null where none did or where one of the two versions has learned it
     */
    record Answer(
            String predicted,
            String champion,
            double championConfidence,
            String shadow,
            double shadowConfidence,
            String truth) {}

    void add(Answer answer) {
        images++;
        shadowConfidence += answer.shadowConfidence();
        championConfidence += answer.championConfidence();
        if (!answer.shadow().equals(answer.predicted())) {
            otherThanPredicted++;
        }
        if (!answer.shadow().equals(answer.champion())) {
            otherThanChampion++;
            changes.merge(answer.champion() + " -> " + answer.shadow(), 1, Integer::sum);
        }
        if (answer.truth() != null) {
            labelled++;
            shadowRight += answer.shadow().equals(answer.truth()) ? 1 : 0;
            championRight += answer.champion().equals(answer.truth()) ? 1 : 0;
        }
    }

    /** Images that both were asked about. */
    public long images() {
        return images;
    }

    /** Images to which the shadow gives another label than the champion. */
    public long otherThanChampion() {
        return otherThanChampion;
    }

    /** All figures by name, most telling first. */
    public Map<String, Object> view() {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("images", images);
        view.put("otherThanChampion", otherThanChampion);
        view.put("otherThanPredicted", otherThanPredicted);
        view.put("labelled", labelled);
        view.put("right", shadowRight);
        view.put("championRight", championRight);
        view.put("meanConfidence", images == 0 ? 0 : shadowConfidence / images);
        view.put("championMeanConfidence", images == 0 ? 0 : championConfidence / images);
        Map<String, Integer> sorted = new LinkedHashMap<>();
        changes.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .forEach(change -> sorted.put(change.getKey(), change.getValue()));
        view.put("changes", sorted);
        return view;
    }
}
