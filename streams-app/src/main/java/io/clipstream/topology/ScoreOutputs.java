package io.clipstream.topology;

import io.clipstream.adapter.HalfFloats;
import io.clipstream.schemas.Coordinates;
import io.clipstream.schemas.Decision;
import io.clipstream.schemas.LabelProbability;
import io.clipstream.schemas.Prediction;
import io.clipstream.schemas.ReviewItem;
import io.clipstream.schemas.ReviewReason;
import io.clipstream.schemas.Timings;
import io.clipstream.schemas.ZeroShotView;
import io.clipstream.scoring.LiveVersion;
import io.clipstream.scoring.Margins;
import io.clipstream.scoring.ReviewPolicy;
import io.clipstream.scoring.ScoreOutcome.Scored;
import io.clipstream.scoring.ScoreOutcome.StageTimes;
import io.clipstream.scoring.ScoreOutcome.ZeroShotOpinion;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** Makes a scored image's records. */
final class ScoreOutputs {
    private ScoreOutputs() {}

    static Prediction prediction(InFlightImage image, SourcePosition source, Scored scored, Instant now) {
        LiveVersion version = scored.version();
        float margin = Margins.margin(scored.probabilities());
        return new Prediction(
                image.task(),
                version.version(),
                version.loaded().modelId(),
                top(scored),
                reviewReason(image.id(), margin, version.policy()).isPresent() ? Decision.REVIEW : Decision.ACCEPTED,
                margin,
                view(scored),
                ByteBuffer.wrap(HalfFloats.toBytes(scored.feature())),
                source.toCoordinates(),
                image.eventTime(),
                image.origin(),
                now,
                timings(scored.times()),
                null,
                null,
                null,
                null,
                null);
    }

    /** The review item of a prediction that goes to review; empty for the others. */
    static Optional<ReviewItem> review(InFlightImage image, Prediction prediction, ReviewPolicy policy) {
        Coordinates coordinates = prediction.getImage();
        return reviewReason(image.id(), prediction.getMargin(), policy)
                .map(reason -> new ReviewItem(
                        image.task(),
                        reason,
                        prediction.getMargin(),
                        prediction.getTop(),
                        prediction.getAdapterVersion(),
                        coordinates,
                        image.eventTime(),
                        null,
                        null,
                        null,
                        List.of()));
    }

    /** Audit comes first: a sample without the uncertain images would flatter the accuracy measured on it. */
    private static Optional<ReviewReason> reviewReason(String imageId, float margin, ReviewPolicy policy) {
        if (ScoreAudit.draws(imageId, policy.auditShare())) {
            return Optional.of(ReviewReason.AUDIT);
        }
        return margin < policy.reviewMargin() ? Optional.of(ReviewReason.MARGIN) : Optional.empty();
    }

    private static List<LabelProbability> top(Scored scored) {
        float[] p = scored.probabilities();
        List<String> labels = scored.version().loaded().labels();
        return IntStream.range(0, p.length)
                .boxed()
                .sorted((a, b) -> Float.compare(p[b], p[a]))
                .limit(scored.version().policy().top())
                .map(c -> new LabelProbability(labels.get(c), p[c]))
                .toList();
    }

    private static ZeroShotView view(Scored scored) {
        ZeroShotOpinion opinion = scored.zeroShot();
        return opinion == null
                ? null
                : new ZeroShotView(scored.version().loaded().labels().get(opinion.label()), opinion.margin());
    }

    private static Timings timings(StageTimes times) {
        return new Timings(
                micros(times.queue()),
                micros(times.decode()),
                micros(times.batchWait()),
                micros(times.device()),
                times.batchSize());
    }

    private static long micros(long nanos) {
        return TimeUnit.NANOSECONDS.toMicros(nanos);
    }
}
