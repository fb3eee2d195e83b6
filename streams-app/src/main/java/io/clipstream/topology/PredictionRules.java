package io.clipstream.topology;

import io.clipstream.adapter.HalfFloats;
import io.clipstream.schemas.Prediction;
import java.nio.ByteBuffer;
import java.util.Optional;

/** Judges a prediction before anything is learned from it: whoever may write to the topic may write nonsense. */
final class PredictionRules {
    /** Largest prediction, in bytes of its record: with a correction it goes through topics that take a megabyte. */
    static final int LARGEST = 512 * 1024;

    private PredictionRules() {}

    /**
     * What is wrong with it.
     *
     * @param imageId key of its record
     * @return empty if it is good; otherwise a sentence that names the field, its value and what was expected
     */
    static Optional<String> problem(String imageId, Prediction prediction) {
        Optional<String> badId = TaskKeys.imageIdProblem(imageId);
        if (badId.isPresent()) {
            return badId;
        }
        if (!TaskKeys.isTaskName(prediction.getTask())) {
            return Optional.of("task '" + prediction.getTask() + "' must match " + TaskKeys.NAME_RULE);
        }
        if (prediction.getZeroShot() != null) {
            float margin = prediction.getZeroShot().getMargin();
            // Written so that NaN fails too.
            if (!(margin >= 0 && margin <= 1)) {
                return Optional.of("zeroShot.margin " + margin + " must lie in [0, 1]");
            }
        }
        try {
            HalfFloats.readUnit(bytes(prediction.getFeature()));
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of("feature: " + e.getMessage());
        }
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }
}
