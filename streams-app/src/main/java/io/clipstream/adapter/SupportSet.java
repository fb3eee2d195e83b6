package io.clipstream.adapter;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The shots of a task, sorted by id so that a fit does not depend on the order in which they came.
 *
 * @param shots sorted by id, ids unique
 */
public record SupportSet(List<Shot> shots) {
    /** No shots. */
    public static final SupportSet EMPTY = new SupportSet(List.of());

    public SupportSet {
        shots = shots.stream().sorted(Comparator.comparing(Shot::id)).toList();
        for (int i = 1; i < shots.size(); i++) {
            if (shots.get(i).id().equals(shots.get(i - 1).id())) {
                throw new IllegalArgumentException(
                        "shot '" + shots.get(i).id() + "' is there twice, expected one an image id");
            }
        }
    }

    public int size() {
        return shots.size();
    }

    public boolean isEmpty() {
        return shots.isEmpty();
    }

    /** Rows of the shots whose labels are an unbiased sample, ascending. */
    public int[] audited() {
        return IntStream.range(0, size())
                .filter(row -> shots.get(row).audited())
                .toArray();
    }

    /** The features [N, D] row by row, in the order of the shots; a copy. */
    public float[] features() {
        if (isEmpty()) {
            return new float[0];
        }
        int dimension = shots.get(0).feature().length;
        float[] features = new float[size() * dimension];
        for (int row = 0; row < size(); row++) {
            System.arraycopy(shots.get(row).feature(), 0, features, row * dimension, dimension);
        }
        return features;
    }

    /** The labels [N], in the order of the shots; a copy. */
    public int[] labels() {
        return shots.stream().mapToInt(Shot::label).toArray();
    }
}
