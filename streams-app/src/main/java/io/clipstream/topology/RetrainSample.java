package io.clipstream.topology;

import io.clipstream.adapter.ClassHead;
import io.clipstream.adapter.HalfFloats;
import io.clipstream.adapter.UnlabelledSample;
import io.clipstream.schemas.SampledFeature;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Which unlabelled images of a task are at hand, by the hash that they were drawn by; their features are in the store.
 * Belongs to one stream thread.
 */
final class RetrainSample {
    private final TreeSet<Entry> byHash =
            new TreeSet<>(Comparator.comparingLong(Entry::hash).thenComparing(Entry::imageId));
    private final Map<String, Entry> byImage = new HashMap<>();
    private final TreeMap<Long, Integer> periods = new TreeMap<>();

    /**
     * One image.
     *
     * @param hash by which select drew it
     * @param period of its event time
     * @param modelId backbone of its feature
     * @param dimension of its feature
     */
    private record Entry(String imageId, long hash, long period, String modelId, int dimension) {}

    /** What is wrong with a feature before it is taken in; empty if nothing is. */
    static Optional<String> problem(SampledFeature feature) {
        ByteBuffer buffer = feature.getFeature();
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        try {
            HalfFloats.readUnit(bytes);
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of("feature: " + e.getMessage());
        }
    }

    /** Takes an image in, or the same one of a later period in its place. */
    void put(SampledFeature feature) {
        remove(feature.getImageId());
        Entry entry = new Entry(
                feature.getImageId(),
                feature.getHash(),
                feature.getPeriod(),
                feature.getModelId().intern(),
                feature.getFeature().remaining() / Short.BYTES);
        byHash.add(entry);
        byImage.put(entry.imageId(), entry);
        periods.merge(entry.period(), 1, Integer::sum);
    }

    /** Takes an image out; returns whether it was in. */
    boolean remove(String imageId) {
        Entry entry = byImage.remove(imageId);
        if (entry == null) {
            return false;
        }
        byHash.remove(entry);
        periods.computeIfPresent(entry.period(), (period, images) -> images == 1 ? null : images - 1);
        return true;
    }

    /** The ids of the {@code most} images of this backbone whose hashes are smallest, smallest first. */
    List<String> smallest(int most, String modelId, int dimension) {
        return byHash.stream()
                .filter(entry -> entry.modelId().equals(modelId) && entry.dimension() == dimension)
                .limit(most)
                .map(Entry::imageId)
                .toList();
    }

    /**
     * The sample that a fit with this head would learn from now; empty where it is too small to tell anything.
     *
     * @param features gives the features of the images that are at hand, by image id
     */
    UnlabelledSample drawn(ClassHead head, Function<String, SampledFeature> features) {
        List<String> imageIds = smallest(UnlabelledSample.size(head.classes()), head.modelId(), head.dimension());
        if (imageIds.size() < RetrainDue.LEAST_SAMPLE) {
            return UnlabelledSample.EMPTY;
        }
        List<UnlabelledSample.Row> rows = new ArrayList<>();
        for (String imageId : imageIds) {
            ByteBuffer buffer = features.apply(imageId).getFeature();
            byte[] bytes = new byte[buffer.remaining()];
            buffer.duplicate().get(bytes);
            rows.add(new UnlabelledSample.Row(imageId, HalfFloats.readUnit(bytes)));
        }
        return new UnlabelledSample(rows);
    }

    /** Images at hand, of whatever backbone. */
    int size() {
        return byHash.size();
    }

    /** The latest period that an image is from; {@link Long#MIN_VALUE} where there is none. */
    long latestPeriod() {
        return periods.isEmpty() ? Long.MIN_VALUE : periods.lastKey();
    }
}
