package io.clipstream.topology;

import io.clipstream.adapter.HalfFloats;
import io.clipstream.schemas.Embedding;
import java.nio.ByteBuffer;
import java.util.Optional;

/** Judges an embedding before an example takes its feature: whoever may write commands may write nonsense. */
final class EmbeddingRules {
    /** As long as the audit lets a version's be. */
    private static final int LONGEST_MODEL_ID = 250;

    private EmbeddingRules() {}

    /** What is wrong with it; empty if it is good. */
    static Optional<String> problem(Embedding embedding) {
        Optional<String> badId = TaskKeys.imageIdProblem(embedding.getImageId());
        if (badId.isPresent()) {
            return badId.map(why -> "embeddings: " + why);
        }
        int length = embedding.getModelId().length();
        if (length < 1 || length > LONGEST_MODEL_ID) {
            return Optional.of("embeddings of image '" + embedding.getImageId() + "': modelId has " + length
                    + " characters, expected 1 to " + LONGEST_MODEL_ID);
        }
        Float margin = embedding.getZeroShotMargin();
        // Written so that NaN fails too.
        if (margin != null && !(margin >= 0 && margin <= 1)) {
            return Optional.of("embeddings of image '" + embedding.getImageId() + "': zeroShotMargin " + margin
                    + " must lie in [0, 1]");
        }
        if (embedding.getFeature() == null) {
            return Optional.empty();
        }
        try {
            ByteBuffer stored = embedding.getFeature().duplicate();
            byte[] bytes = new byte[stored.remaining()];
            stored.get(bytes);
            HalfFloats.readUnit(bytes);
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of("embeddings of image '" + embedding.getImageId() + "': feature: " + e.getMessage());
        }
    }
}
