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
    private final VersionLedger versions = new VersionLedger();
    private final DuplicateWindow window;
    private long received;
    private long letters;
    private long duplicated;
    private long disordered;
    private long wrong;
    private long wrongVersion;

    /** {@code windowMillis} as {@link DuplicateWindow} wants it. */
    CrashLedger(long windowMillis) {
        this.window = new DuplicateWindow(windowMillis);
    }

    /**
     * A prediction as it was read.
     *
     * @param number the image's
     * @param output partition that the prediction lies in
     * @param millis when the broker appended it
     * @param partition where the image lies
     * @param offset of the image
     * @param version that it names
     * @param right whether image, task and modelId are what they must be
     * @param asVersion whether classes and probabilities are those of the version that it names
     */
    record Read(
            int number,
            int output,
            long millis,
            int partition,
            long offset,
            long version,
            boolean right,
            boolean asVersion) {}

    /** The brokers took image {@code number}. */
    synchronized void sent(int number) {
        sent.set(number);
    }

    /** A version's record was read. */
    synchronized void published(long version) {
        versions.published(version);
    }

    /** A pointer was read. */
    synchronized void pointed(long offset, long version) {
        versions.pointed(offset, version);
    }

    /** A prediction of an image was read. */
    synchronized void predicted(Read read) {
        received++;
        if (!read.right()) {
            wrong++;
        }
        if (!read.asVersion()) {
            wrongVersion++;
        }
        window.answered(read.output(), read.partition(), read.offset(), read.millis());
        if (!count(read.number(), read.partition(), read.offset())) {
            return;
        }
        versions.used(read.partition(), read.offset(), read.version());
        // Several source partitions share an output partition; within each source partition order is kept.
        Map<Integer, Long> lasts = last.computeIfAbsent(read.output(), p -> new HashMap<>());
        Long before = lasts.put(read.partition(), read.offset());
        if (before != null && before > read.offset()) {
            disordered++;
        }
    }

    /** The dead letter of an image was read; {@code right} if it had to become one. */
    synchronized void letter(int number, int partition, long offset, long millis, boolean right) {
        letters++;
        if (!right) {
            wrong++;
        }
        window.answered(-1, partition, offset, millis);
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

    /** Of those duplicated, the ones that no uncommitted window explains. */
    synchronized long duplicatedOutsideWindow(Disturbances disturbances) {
        return window.outside(disturbances);
    }

    synchronized long disordered() {
        return disordered;
    }

    synchronized long wrong() {
        return wrong;
    }

    /** Predictions that are not what the version says that they name, or whose version was never published. */
    synchronized long wrongVersion() {
        return wrongVersion + versions.unpublished();
    }

    /** Predictions by a version older than one already used for their partition. */
    synchronized long staleVersion() {
        return versions.stale();
    }

    synchronized int versions() {
        return versions.versions();
    }
}
