package io.clipstream.scoring;

/** What became of an image. */
public sealed interface ScoreOutcome {
    /**
     * It was scored.
     *
     * @param version the version that scored it; its labels name the probabilities
     * @param feature D values, length 1
     * @param probabilities K values that sum to 1
     * @param zeroShot the zero-shot head's view; null where the version has none
     * @param novelty distance from the predicted class's examples as a share of their radius; NaN where unknown
     * @param times where the time went
     */
    record Scored(
            LiveVersion version,
            float[] feature,
            float[] probabilities,
            ZeroShotOpinion zeroShot,
            float novelty,
            StageTimes times)
            implements ScoreOutcome {}

    /**
     * It cannot be scored, and that is the record's own fault or its task's.
     *
     * @param message what was expected and what came, for a person
     */
    record Refused(Cause cause, String message) implements ScoreOutcome {}

    /** Why an image was refused. */
    enum Cause {
        /** The bytes are no image that is read here. */
        UNREADABLE_IMAGE,
        /** No version of the task is live. */
        UNKNOWN_TASK,
        /** The backbone or the adapter gave no usable numbers for it. */
        UNSCORABLE
    }

    /**
     * What plain CLIP says.
     *
     * @param label index of its most probable class
     * @param margin highest minus second-highest probability, in [0, 1]
     */
    record ZeroShotOpinion(int label, float margin) {}

    /**
     * Where the time of one image went, in nanoseconds.
     *
     * @param queue from submission to the start of decoding
     * @param decode decoding and preprocessing
     * @param batchWait from there to the start of its batch
     * @param device encoder and head of the whole batch
     * @param batchSize images in that batch
     */
    record StageTimes(long queue, long decode, long batchWait, long device, int batchSize) {}
}
