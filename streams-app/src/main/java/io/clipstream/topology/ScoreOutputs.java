package io.clipstream.topology;

import io.clipstream.adapter.HalfFloats;
import io.clipstream.schemas.Decision;
import io.clipstream.schemas.LabelProbability;
import io.clipstream.schemas.Prediction;
import io.clipstream.schemas.ReviewItem;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Makes a scored image's records. */
final class ScoreOutputs {
    private static final float NOTHING_ACCEPTED = 2;

    private ScoreOutputs() {}

    static Prediction prediction(
            InFlightImage image, SourcePosition source, Scored scored, ReviewRoute route, Instant now) {
        LiveVersion version = scored.version();
        return new Prediction(
                image.task(),
                version.version(),
                version.loaded().modelId(),
                top(scored),
                route.decision(),
                Margins.margin(scored.probabilities()),
                view(scored),
                ByteBuffer.wrap(HalfFloats.toBytes(scored.feature())),
                source.toCoordinates(),
                image.eventTime(),
                image.origin(),
                now,
                timings(scored.times()),
                route.reason(),
                acceptThreshold(version.policy()),
                Float.isNaN(scored.novelty()) ? null : scored.novelty(),
                route.auditProbability(),
                route.inclusionProbability());
    }

    /** Beyond 1 where there is a target precision and nothing is known to reach it: such a threshold accepts nothing. */
    private static Float acceptThreshold(ReviewPolicy policy) {
        boolean unproven = policy.targetPrecision() != null && policy.acceptThreshold() == null;
        return unproven ? Float.valueOf(NOTHING_ACCEPTED) : policy.acceptThreshold();
    }

    /** The review item of a prediction that goes to review; empty for the others. */
    static Optional<ReviewItem> review(Prediction prediction) {
        return prediction.getDecision() != Decision.REVIEW
                ? Optional.empty()
                : Optional.of(new ReviewItem(
                        prediction.getTask(),
                        prediction.getReviewReason(),
                        prediction.getMargin(),
                        prediction.getTop(),
                        prediction.getAdapterVersion(),
                        prediction.getImage(),
                        prediction.getEventTime(),
                        prediction.getNovelty(),
                        prediction.getAuditProbability(),
                        prediction.getInclusionProbability(),
                        List.of()));
    }

    private static List<LabelProbability> top(Scored scored) {
        List<String> labels = scored.version().loaded().labels();
        List<LabelProbability> top = new ArrayList<>();
        for (int c : best(scored.probabilities(), scored.version().policy().top())) {
            top.add(new LabelProbability(labels.get(c), scored.probabilities()[c]));
        }
        return top;
    }

    /** At most so many classes, the most probable first, the first of equals first; does not sort all of a thousand. */
    static int[] best(float[] probabilities, int most) {
        int[] best = new int[Math.min(probabilities.length, most)];
        int count = 0;
        for (int c = 0; c < probabilities.length; c++) {
            boolean full = count == best.length;
            if (full && probabilities[c] <= probabilities[best[count - 1]]) {
                continue;
            }
            int at = full ? count - 1 : count++;
            for (; at > 0 && probabilities[best[at - 1]] < probabilities[c]; at--) {
                best[at] = best[at - 1];
            }
            best[at] = c;
        }
        return best;
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
