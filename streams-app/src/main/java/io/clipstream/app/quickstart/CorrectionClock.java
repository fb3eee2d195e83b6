package io.clipstream.app.quickstart;

import io.clipstream.schemas.AdapterVersion;
import io.clipstream.schemas.Lineage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.HdrHistogram.Histogram;

/**
 * Measures from the sending of a correction to the first prediction by a version that has learnt it, in milliseconds; safe
 * for use by many threads.
 *
 * <p>Which version has learnt what is told by the versions' lineage: the image ids that each added to its parent's.
 */
final class CorrectionClock {
    private final Map<String, Long> sent = new HashMap<>();
    private final Map<Long, Lineage> lineages = new HashMap<>();
    private final Map<Long, Long> firstUsed = new HashMap<>();
    private final Set<Long> settled = new HashSet<>();
    private final Histogram latencies = new Histogram(600_000, 3);

    /** A correction was sent. */
    synchronized void corrected(String imageId, long nanos) {
        sent.put(imageId, nanos);
    }

    /** A version is in its topic. */
    synchronized void version(AdapterVersion version) {
        lineages.put(version.getVersion(), version.getLineage());
        settle();
    }

    /** A prediction by a version is in its topic. */
    synchronized void predicted(long version, long nanos) {
        if (firstUsed.putIfAbsent(version, nanos) == null) {
            settle();
        }
    }

    private void settle() {
        // Ascending: an older version in use takes its corrections before a newer one that has them from it.
        List<Long> used = new ArrayList<>(firstUsed.keySet());
        used.removeAll(settled);
        used.sort(null);
        for (Long version : used) {
            if (lineages.containsKey(version)) {
                settle(version, firstUsed.get(version));
            }
        }
    }

    private void settle(Long newest, long nanos) {
        for (Long version = newest; version != null && settled.add(version); ) {
            Lineage lineage = lineages.get(version);
            if (lineage == null) {
                return;
            }
            for (String id : lineage.getAdded()) {
                Long since = sent.remove(id);
                if (since != null) {
                    latencies.recordValue(Math.min(600_000, Math.max(0, (nanos - since) / 1_000_000)));
                }
            }
            version = lineage.getParent();
        }
    }

    /** Corrections that are live. */
    synchronized long live() {
        return latencies.getTotalCount();
    }

    /** The latency below which this percentage of the live corrections stays; 0 where there are none. */
    synchronized long percentile(double percent) {
        return latencies.getTotalCount() == 0 ? 0 : latencies.getValueAtPercentile(percent);
    }
}
