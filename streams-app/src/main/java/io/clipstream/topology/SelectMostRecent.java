package io.clipstream.topology;

import io.clipstream.schemas.Example;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Set;
import java.util.TreeSet;

/** Chooses the candidates that were corrected last; a change costs O(log n), a choice O(limit). */
final class SelectMostRecent implements SelectQuota {
    private final TreeSet<Example> candidates = new TreeSet<>(NEWEST);
    private final int limit;

    SelectMostRecent(int limit) {
        this.limit = limit;
    }

    @Override
    public void add(Example candidate) {
        candidates.add(candidate);
    }

    @Override
    public void remove(Example candidate) {
        candidates.remove(candidate);
    }

    @Override
    public Set<String> chosen() {
        Set<String> ids = new HashSet<>();
        for (Iterator<Example> newest = candidates.iterator(); newest.hasNext() && ids.size() < limit; ) {
            ids.add(newest.next().getImageId());
        }
        return ids;
    }
}
