package io.clipstream.loadtest.crash;

import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Keeps account of a crash run: which images the brokers took, and what became of each.
 *
 * <p>An image is known by its number; whether it was scored twice is judged by its place in the source topic, so that a
 * producer's own repetition would not be blamed on the scorers. Safe for use by the sender's and the readers' threads.
 */
final class CrashLedger {
    /** A place in the source topic. */
    private record Place(int partition, long offset) {}

    private final BitSet sent = new BitSet();
    private final BitSet answered = new BitSet();
    private final Set<Place> seen = new HashSet<>();
    private final Map<Integer, Map<Integer, Long>> last = new HashMap<>();
    private long received;
    private long letters;
    private long duplicated;
    private long disordered;
    private long wrong;

    /** The brokers took image {@code number}. */
    synchronized void sent(int number) {
        sent.set(number);
    }

    /**
     * A prediction of an image was read.
     *
     * @param number the image's
     * @param outputPartition where the prediction lies
     * @param partition where the image lies
     * @param offset of the image
     * @param right whether class, task, version and modelId are what they must be
     */
    synchronized void predicted(int number, int outputPartition, int partition, long offset, boolean right) {
        received++;
        if (!right) {
            wrong++;
        }
        if (!count(number, partition, offset)) {
            return;
        }
        // Several source partitions share an output partition; within each source partition order is kept.
        Map<Integer, Long> lasts = last.computeIfAbsent(outputPartition, p -> new HashMap<>());
        Long before = lasts.put(partition, offset);
        if (before != null && before > offset) {
            disordered++;
        }
    }

    /** The dead letter of an image was read. */
    synchronized void letter(int number, int partition, long offset, boolean right) {
        letters++;
        if (!right) {
            wrong++;
        }
        count(number, partition, offset);
    }

    private boolean count(int number, int partition, long offset) {
        if (!seen.add(new Place(partition, offset))) {
            duplicated++;
            return false;
        }
        answered.set(number);
        return true;
    }

    /** Images taken by the brokers so far. */
    synchronized long sent() {
        return sent.cardinality();
    }

    /** Images answered so far, each once. */
    synchronized long answered() {
        return answered.cardinality();
    }

    /** Images that the brokers took and that have neither prediction nor dead letter. */
    synchronized long lost() {
        BitSet missing = (BitSet) sent.clone();
        missing.andNot(answered);
        return missing.cardinality();
    }

    /** The first few of them, for a person. */
    synchronized int[] firstLost(int most) {
        BitSet missing = (BitSet) sent.clone();
        missing.andNot(answered);
        return missing.stream().limit(most).toArray();
    }

    synchronized long received() {
        return received;
    }

    synchronized long letters() {
        return letters;
    }

    synchronized long duplicated() {
        return duplicated;
    }

    synchronized long disordered() {
        return disordered;
    }

    synchronized long wrong() {
        return wrong;
    }
}
