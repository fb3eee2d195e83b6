package io.clipstream.topology;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The images of one task that form its feature sample: of each of the two latest periods the k with the smallest hash of
 * the image id.
 *
 * <p>That is a uniform sample of each period and does not depend on arrival order. The k smallest of both periods together
 * are among them, so a learner that wants exactly k of the sliding window takes the smallest. Two periods are kept so that
 * the window slides instead of starting empty. Not safe for use by several threads.
 */
final class SelectSample {
    private static final Comparator<Entry> BY_HASH =
            Comparator.comparingLong(Entry::hash).thenComparing(Entry::imageId);

    private final int perPeriod;
    private final TreeMap<Long, TreeSet<Entry>> periods = new TreeMap<>();
    private final Map<String, Entry> byImage = new HashMap<>();

    /**
     * One image of the sample.
     *
     * @param hash {@link #hash} of its id
     * @param period of its event time
     */
    record Entry(String imageId, long hash, long period) {}

    /**
     * What became of an offered image.
     *
     * @param taken whether it is in the sample now and was not before
     * @param displaced entries that left
     */
    record Offer(boolean taken, List<Entry> displaced) {}

    SelectSample(int perPeriod) {
        this.perPeriod = perPeriod;
    }

    /** The hash by which samples are drawn: the first eight bytes of the id's SHA-256, as a signed number. */
    static long hash(String imageId) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(imageId.getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.wrap(digest).getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    Offer offer(Entry entry) {
        Entry known = byImage.get(entry.imageId());
        boolean outdated = !periods.isEmpty() && entry.period() < periods.lastKey() - 1;
        if (outdated || (known != null && known.period() >= entry.period())) {
            return new Offer(false, List.of());
        }
        if (known != null) {
            // The same image again in a later period: it moves, and its record is written anew.
            remove(known);
        }
        TreeSet<Entry> period = periods.computeIfAbsent(entry.period(), p -> new TreeSet<>(BY_HASH));
        period.add(entry);
        byImage.put(entry.imageId(), entry);
        List<Entry> displaced = new ArrayList<>();
        if (period.size() > perPeriod) {
            displaced.add(period.last());
        }
        periods.headMap(periods.lastKey() - 1).values().forEach(displaced::addAll);
        displaced.forEach(this::remove);
        boolean taken = byImage.containsKey(entry.imageId());
        if (!taken && known == null) {
            displaced.remove(entry);
        }
        return new Offer(taken, displaced);
    }

    /** Takes an image out; returns whether it was in. */
    boolean forget(String imageId) {
        Entry entry = byImage.get(imageId);
        if (entry != null) {
            remove(entry);
        }
        return entry != null;
    }

    /** The image ids in the sample. */
    List<String> imageIds() {
        return byImage.keySet().stream().sorted().toList();
    }

    private void remove(Entry entry) {
        byImage.remove(entry.imageId());
        TreeSet<Entry> period = periods.get(entry.period());
        period.remove(entry);
        if (period.isEmpty()) {
            periods.remove(entry.period());
        }
    }
}
