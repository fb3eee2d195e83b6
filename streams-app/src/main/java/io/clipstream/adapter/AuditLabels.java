package io.clipstream.adapter;

import java.util.List;
import java.util.Map;

/**
 * Labels that say how right a version is: images drawn at random for labelling, whatever they turned out to show.
 *
 * @param weights one over the probability of an audited image's draw, by image id, positive; 1 for those that are not in it
 * @param rejected images that show none of the task's classes
 */
public record AuditLabels(Map<String, Double> weights, List<Rejected> rejected) {
    /** Nothing rejected, all weights 1. */
    public static final AuditLabels NONE = new AuditLabels(Map.of(), List.of());

    /**
     * An image that shows none of the classes.
     *
     * @param feature D values, length 1; not to be changed
     * @param audited whether it was drawn at random
     * @param weight as for others, positive
     */
    public record Rejected(String id, float[] feature, boolean audited, double weight) {}

    public AuditLabels {
        weights = Map.copyOf(weights);
        rejected = List.copyOf(rejected);
    }

    double weight(String id) {
        return weights.getOrDefault(id, 1.0);
    }
}
