package io.clipstream.topology;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;

/**
 * Lets through the images that may belong to their task's feature sample: those below this partition's own k-th smallest
 * hash of their period.
 *
 * <p>Whatever is among the k smallest of the whole task is among the k smallest of its partition. State is not kept over a
 * restart: then some images pass once more, and select knows them already.
 */
final class JoinSampleFilter {
    private final int perPeriod;
    private final Map<String, Task> tasks = new HashMap<>();

    JoinSampleFilter(int perPeriod) {
        this.perPeriod = perPeriod;
    }

    boolean passes(String task, long hash, long period) {
        return tasks.computeIfAbsent(task, t -> new Task()).passes(hash, period, perPeriod);
    }

    /** The smallest hashes of the two latest periods of one task. */
    private static final class Task {
        private final Map<Long, TreeSet<Long>> smallest = new HashMap<>();
        private long latest = Long.MIN_VALUE;

        boolean passes(long hash, long period, int limit) {
            if (latest != Long.MIN_VALUE && period < latest - 1) {
                return false;
            }
            if (period > latest) {
                latest = period;
                smallest.keySet().removeIf(old -> old < period - 1);
            }
            TreeSet<Long> hashes = smallest.computeIfAbsent(period, p -> new TreeSet<>());
            if (!hashes.add(hash)) {
                return false;
            }
            return hashes.size() <= limit || hashes.pollLast() != hash;
        }
    }
}
