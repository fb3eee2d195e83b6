package io.clipstream.loadtest.crash;

import io.clipstream.schemas.AdapterVersion;
import io.clipstream.schemas.ChampionPointer;
import io.clipstream.schemas.Promotion;
import io.clipstream.schemas.PromotionOutcome;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What the adapters and promotions topics say of one task, in their order, and whether it can be; not safe for use by several
 * threads.
 */
final class LearnHistory {
    private final Map<Long, AdapterVersion> kept = new TreeMap<>();
    private final Set<Long> pointed = new HashSet<>();
    private final Map<Long, Integer> promoted = new HashMap<>();
    private long highest;
    private long lastPromoted;
    private ChampionPointer pointer;
    private int backwards;
    private int dangling;

    /** A version's record. */
    void version(AdapterVersion version) {
        if (version.getVersion() != highest + 1) {
            // Numbers are given in the transaction that publishes them: none is left out, none comes twice.
            backwards++;
        }
        highest = Math.max(highest, version.getVersion());
        kept.put(version.getVersion(), version);
    }

    /** A version's tombstone. */
    void removed(long version) {
        kept.remove(version);
        if (pointer != null && pointer.getVersion() == version) {
            dangling++;
        }
    }

    /** A pointer. */
    void pointed(ChampionPointer next) {
        if (!kept.containsKey(next.getVersion())) {
            dangling++;
        }
        if (isNew(next.getBy())) {
            if (next.getVersion() <= lastPromoted) {
                backwards++;
            }
            lastPromoted = next.getVersion();
            pointed.add(next.getVersion());
        }
        pointer = next;
    }

    /** A line of the promotion log. */
    void promotion(Promotion line) {
        if (line.getOutcome() == PromotionOutcome.PROMOTED && isNew(line.getBy())) {
            promoted.merge(line.getVersion(), 1, Integer::sum);
        }
    }

    /** A rule may also put an old version back, whose refit was refused after a withdrawal. */
    private static boolean isNew(String by) {
        return by.startsWith("gate:") || by.equals("rule:zero-shot");
    }

    /** The version in use, as it stands on the topic; null if there is none. */
    AdapterVersion champion() {
        return pointer == null ? null : kept.get(pointer.getVersion());
    }

    long versions() {
        return highest;
    }

    /** Versions and pointers that came out of turn. */
    int backwards() {
        return backwards;
    }

    /** Pointers at versions that were not there. */
    int dangling() {
        return dangling;
    }

    /** Promotions said more than once. */
    int repeatedPromotions() {
        return promoted.values().stream().mapToInt(times -> times - 1).sum();
    }

    /** Versions put in use without a line in the log, and lines without a version. */
    int unmatchedPromotions() {
        Set<Long> either = new HashSet<>(pointed);
        either.addAll(promoted.keySet());
        return (int) either.stream()
                .filter(version -> !pointed.contains(version) || !promoted.containsKey(version))
                .count();
    }
}
