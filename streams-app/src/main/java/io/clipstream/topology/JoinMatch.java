package io.clipstream.topology;

import io.clipstream.schemas.CollectedItem;
import io.clipstream.schemas.Correction;
import io.clipstream.schemas.CorrectionOrigin;
import io.clipstream.schemas.LabelProbability;
import io.clipstream.schemas.LiveCorrection;
import io.clipstream.schemas.MatchedCorrection;
import io.clipstream.schemas.PendingCorrection;
import io.clipstream.schemas.PredictedView;
import io.clipstream.schemas.Prediction;
import io.clipstream.schemas.ZeroShotView;
import org.apache.kafka.streams.processor.api.Record;

/** Puts a correction and its prediction together into what select keeps. */
final class JoinMatch {
    private JoinMatch() {}

    /** The record for select; {@code prediction} is null for a withdrawal, which needs none. */
    static Record<String, CollectedItem> record(PendingCorrection pending, Prediction prediction, long timestamp) {
        MatchedCorrection matched = new MatchedCorrection(word(pending, prediction), pending.getOriginal());
        return new Record<>(CollectStores.imageKey(pending), new CollectedItem(matched), timestamp);
    }

    private static LiveCorrection word(PendingCorrection pending, Prediction prediction) {
        Correction said = pending.getCorrection();
        LiveCorrection.Builder word = LiveCorrection.newBuilder()
                .setTask(said.getTask())
                .setImageId(pending.getImageId())
                .setCorrectionId(said.getCorrectionId())
                .setKind(said.getKind())
                .setLabel(said.getLabel())
                .setAnnotator(said.getAnnotator())
                .setOrigin(said.getOrigin())
                .setCorrectedAt(said.getEventTime())
                .setHeldOut(said.getHeldOut());
        if (prediction == null) {
            return word.setFeature(null)
                    .setModelId(null)
                    .setZeroShotMargin(null)
                    .setImage(null)
                    .setSource(null)
                    .setPredicted(null)
                    .build();
        }
        ZeroShotView zeroShot = prediction.getZeroShot();
        return word.setFeature(prediction.getFeature())
                .setModelId(prediction.getModelId())
                .setZeroShotMargin(zeroShot == null ? null : zeroShot.getMargin())
                .setImage(prediction.getImage())
                .setSource(prediction.getSource())
                .setInclusionProbability(inclusion(said.getOrigin(), prediction))
                .setPredicted(predicted(prediction))
                .build();
    }

    /** Null where the topic's writer is none of ours and names no class, or none that a task can have. */
    private static PredictedView predicted(Prediction prediction) {
        if (prediction.getTop().isEmpty()
                || prediction.getTop().get(0).getLabel().length() > TaskRules.LONGEST_LABEL) {
            return null;
        }
        LabelProbability best = prediction.getTop().get(0);
        return PredictedView.newBuilder()
                .setAdapterVersion(prediction.getAdapterVersion())
                .setLabel(best.getLabel())
                .setProbability(best.getProbability())
                .setMargin(prediction.getMargin())
                .setDecision(prediction.getDecision())
                .setPredictedAt(prediction.getPredictedAt())
                .setEventTime(prediction.getEventTime())
                .build();
    }

    /** How probable it was that the image came to a labeller that way; null where nothing says so. */
    private static Float inclusion(CorrectionOrigin origin, Prediction prediction) {
        return switch (origin) {
            case AUDIT -> prediction.getAuditProbability();
            case REVIEW -> prediction.getInclusionProbability();
            case SPONTANEOUS, UNKNOWN -> null;
        };
    }
}
