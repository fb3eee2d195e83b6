package io.clipstream.topology;

import io.clipstream.schemas.Embedding;
import io.clipstream.schemas.LiveCorrection;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;

/**
 * What came of embedding the images of one task again for another backbone; not safe for use by several threads.
 *
 * <p>The last embedding of an image counts, in whatever order they come. An example takes its feature where it was made after
 * the word's own, which is the prediction's: a scorer that ran on another backbone later than that has the last word.
 */
final class SelectFeatures {
    private static final Comparator<Embedding> LATER =
            Comparator.comparing(Embedding::getEmbeddedAt).thenComparing(Embedding::getModelId);

    private final Map<String, Embedding> embeddings = new HashMap<>();

    /** Takes an embedding in; returns whether it is the image's last one. */
    boolean add(Embedding embedding) {
        Embedding last = embeddings.get(embedding.getImageId());
        if (last != null && LATER.compare(embedding, last) <= 0) {
            return false;
        }
        embeddings.put(embedding.getImageId(), embedding);
        return true;
    }

    /** Drops what is known of an image. */
    void forget(String imageId) {
        embeddings.remove(imageId);
    }

    /** Whether anything is known of an image. */
    boolean has(String imageId) {
        return embeddings.containsKey(imageId);
    }

    /** The word with the feature that counts. */
    LiveCorrection with(LiveCorrection word) {
        Embedding embedding = embeddings.get(word.getImageId());
        if (embedding == null || embedding.getFeature() == null || !isLater(embedding, word)) {
            return word;
        }
        return LiveCorrection.newBuilder(word)
                .setFeature(embedding.getFeature())
                .setModelId(embedding.getModelId())
                .setZeroShotMargin(embedding.getZeroShotMargin())
                .build();
    }

    /** Whether another backbone has asked for the word's image in vain. */
    boolean isGone(LiveCorrection word) {
        Embedding embedding = embeddings.get(word.getImageId());
        return embedding != null
                && embedding.getFeature() == null
                && isLater(embedding, word)
                && !embedding.getModelId().equals(word.getModelId());
    }

    private static boolean isLater(Embedding embedding, LiveCorrection word) {
        // Words of earlier releases do not tell; they are older than any embedding.
        Instant made = word.getPredicted() == null
                ? Instant.EPOCH
                : word.getPredicted().getPredictedAt();
        return embedding.getEmbeddedAt().isAfter(made);
    }
}
