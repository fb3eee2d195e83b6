package io.clipstream.app.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * The training rows that a seed draws: the rows of each class in a shuffled order, whose first n are its n shots.
 *
 * @param seed of {@link Random}, which {@link Collections#shuffle(List, Random)} draws from, class after class
 * @param rows of each class, shuffled
 */
record ShotDraw(long seed, List<List<Integer>> rows) {
    static ShotDraw of(int[] labels, int classes, long seed) {
        List<List<Integer>> rows = new ArrayList<>();
        for (int c = 0; c < classes; c++) {
            rows.add(new ArrayList<>());
        }
        for (int row = 0; row < labels.length; row++) {
            rows.get(labels[row]).add(row);
        }
        Random random = new Random(seed);
        rows.forEach(ofOne -> Collections.shuffle(ofOne, random));
        return new ShotDraw(seed, rows);
    }

    /** The first so many rows of every class, or all it has, class after class. */
    List<Integer> shots(int perClass) {
        return upTo(perClass).stream().flatMap(List::stream).toList();
    }

    /** The same rows in random order. */
    List<Integer> shuffled(int perClass) {
        List<Integer> order = new ArrayList<>(shots(perClass));
        Collections.shuffle(order, new Random(seed));
        return order;
    }

    /** The first so many rows of each class. */
    List<List<Integer>> upTo(int perClass) {
        return rows.stream()
                .map(ofOne -> ofOne.subList(0, Math.min(perClass, ofOne.size())))
                .toList();
    }
}
