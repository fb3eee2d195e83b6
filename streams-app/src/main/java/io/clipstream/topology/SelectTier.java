package io.clipstream.topology;

import io.clipstream.schemas.Example;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;

/**
 * A number of places, for which examples whose images are gone come last: they are of no use to another backbone, and those
 * behind them still are.
 */
final class SelectTier {
    private final int limit;
    private final SelectQuota quota;
    private final TreeSet<Example> gone = new TreeSet<>(SelectQuota.NEWEST);

    SelectTier(int limit, SelectQuota quota) {
        this.limit = limit;
        this.quota = quota;
    }

    void add(SelectCandidate candidate) {
        if (candidate.gone()) {
            gone.add(candidate.example());
        } else {
            quota.add(candidate.example());
        }
    }

    void remove(SelectCandidate candidate) {
        if (candidate.gone()) {
            gone.remove(candidate.example());
        } else {
            quota.remove(candidate.example());
        }
    }

    /** Ids of the images that have places. */
    Set<String> chosen() {
        Set<String> chosen = quota.chosen();
        if (gone.isEmpty() || chosen.size() >= limit) {
            return chosen;
        }
        Set<String> all = new HashSet<>(chosen);
        gone.stream().limit(limit - chosen.size()).map(Example::getImageId).forEach(all::add);
        return all;
    }
}
