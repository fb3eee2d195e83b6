package io.clipstream.adapter;

import java.util.Comparator;
import java.util.List;

/**
 * The shots of a task, sorted by id so that a fit does not depend on the order in which they came.
 *
 * @param shots sorted by id, ids unique
 */
public record SupportSet(List<Shot> shots) {
    public SupportSet {
        shots = shots.stream().sorted(Comparator.comparing(Shot::id)).toList();
    }

    public int size() {
        return shots.size();
    }

    public boolean isEmpty() {
        return shots.isEmpty();
    }
}
