package io.clipstream.topology;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * Settings of the collect role.
 *
 * @param predictionRetention how long a prediction can be found by image id, at least a minute; as long as the predictions
 *     topic keeps it
 * @param unmatchedAfter how long a correction waits for its prediction, positive
 * @param fetchRetry pause before a failed read of a prediction is tried again, positive
 * @param punctuation how often finished reads are looked at, positive; part of every correction's latency
 * @param samplePerPeriod images of each period in a task's feature sample, from 1
 * @param samplePeriod length of a period of event time, at least a minute; the sample covers the two latest
 * @param modelId backbone that examples must come from; where empty, those of every backbone
 *     are taken, and retrain uses those of its own
 * @param policy chooses the shots of a class in tasks that name none of their own
 * @param clockTolerance how far the event time of a correction may be ahead of its record's time, not negative
 */
public record CollectConfig(
        Duration predictionRetention,
        Duration unmatchedAfter,
        Duration fetchRetry,
        Duration punctuation,
        int samplePerPeriod,
        Duration samplePeriod,
        Optional<String> modelId,
        SelectPolicy policy,
        Duration clockTolerance) {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    public CollectConfig {
        Objects.requireNonNull(modelId, "modelId");
        Objects.requireNonNull(policy, "policy");
        atLeast("predictionRetention", predictionRetention, MINUTE);
        atLeast("unmatchedAfter", unmatchedAfter, Duration.ofMillis(1));
        atLeast("fetchRetry", fetchRetry, Duration.ofMillis(1));
        atLeast("punctuation", punctuation, Duration.ofMillis(1));
        atLeast("samplePeriod", samplePeriod, MINUTE);
        atLeast("clockTolerance", clockTolerance, Duration.ZERO);
        if (samplePerPeriod < 1) {
            throw new IllegalArgumentException("samplePerPeriod " + samplePerPeriod + " must be at least 1");
        }
    }

    /** Seven days of predictions, a day of waiting, 4,096 images a week in the sample, clocks up to a day ahead. */
    public static CollectConfig defaults() {
        return new CollectConfig(
                Duration.ofDays(7),
                Duration.ofDays(1),
                Duration.ofSeconds(1),
                Duration.ofMillis(10),
                4096,
                Duration.ofDays(7),
                Optional.empty(),
                SelectPolicy.DIVERSE,
                Duration.ofDays(1));
    }

    private static void atLeast(String name, Duration value, Duration least) {
        if (value.compareTo(least) < 0) {
            throw new IllegalArgumentException(name + " " + value + " must be at least " + least);
        }
    }
}
