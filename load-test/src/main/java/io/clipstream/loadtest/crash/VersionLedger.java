package io.clipstream.loadtest.crash;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Keeps account of which versions were published and which were used for which image; not safe for use by several threads.
 */
final class VersionLedger {
    private final TreeMap<Long, Long> pointers = new TreeMap<>();
    private final Set<Long> published = new HashSet<>();
    private final Map<Integer, TreeMap<Long, Long>> used = new HashMap<>();

    /** A committed version record was read. */
    void published(long version) {
        published.add(version);
    }

    /** A committed pointer was read. */
    void pointed(long offset, long version) {
        pointers.put(offset, version);
    }

    /** The first answer to the image at that place came from that version. */
    void used(int partition, long offset, long version) {
        used.computeIfAbsent(partition, p -> new TreeMap<>()).putIfAbsent(offset, version);
    }

    /** Versions published so far. */
    int versions() {
        return published.size();
    }

    /** Images that a version answered which was never published, or which no pointer ever named. */
    long unpublished() {
        Set<Long> usable = new HashSet<>(published);
        usable.retainAll(pointers.values());
        return used.values().stream()
                .flatMap(versions -> versions.values().stream())
                .filter(version -> !usable.contains(version))
                .count();
    }

    /**
     * Images that were answered by a version whose pointer is older than one already used for an earlier image of the same
     * source partition. Where a version was pointed at several times, the reading that explains most is taken.
     */
    long stale() {
        long stale = 0;
        List<Map.Entry<Long, Long>> inOrder = new ArrayList<>(pointers.entrySet());
        for (TreeMap<Long, Long> versions : used.values()) {
            int at = 0;
            for (long version : versions.values()) {
                int next = at;
                while (next < inOrder.size() && inOrder.get(next).getValue() != version) {
                    next++;
                }
                if (next < inOrder.size()) {
                    at = next;
                } else if (pointers.containsValue(version)) {
                    stale++;
                }
            }
        }
        return stale;
    }
}
