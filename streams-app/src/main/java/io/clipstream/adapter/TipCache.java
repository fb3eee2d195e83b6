package io.clipstream.adapter;

import java.util.Comparator;
import java.util.List;

/**
 * Tip-Adapter's key-value cache: a key for each shot, and its class with a weight as the value.
 *
 * @param keys [N, D], sorted by class
 * @param labels class of each key, ascending
 * @param weights how much each key counts, above 0 to 1
 */
record TipCache(float[][] keys, int[] labels, float[] weights) {
    /** The cache of these shots; within a class in the order given. */
    static TipCache of(List<Shot> shots) {
        List<Shot> sorted =
                shots.stream().sorted(Comparator.comparingInt(Shot::label)).toList();
        float[] weights = new float[sorted.size()];
        for (int j = 0; j < weights.length; j++) {
            weights[j] = sorted.get(j).weight();
        }
        return new TipCache(
                sorted.stream().map(shot -> shot.feature().clone()).toArray(float[][]::new),
                sorted.stream().mapToInt(Shot::label).toArray(),
                weights);
    }

    int size() {
        return labels.length;
    }

    /** The keys as columns, [D, N]. */
    float[][] columns(int dimension) {
        return FloatRows.transposed(keys, dimension);
    }

    /**
     * Adds α Σ w exp(−β (1 − affinity)) of each class's keys to its logit.
     *
     * @param affinities x · key for each key, beginning at {@code from}
     * @param logits by class, beginning at {@code to}
     */
    void add(float[] affinities, int from, TipSetting setting, float[] logits, int to) {
        for (int j = 0; j < labels.length; j++) {
            double raised = StrictMath.exp(setting.beta() * ((double) affinities[from + j] - 1));
            logits[to + labels[j]] += (float) (setting.alpha() * weights[j] * raised);
        }
    }
}
