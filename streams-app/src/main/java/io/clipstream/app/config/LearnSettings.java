package io.clipstream.app.config;

import io.clipstream.topology.RetrainPace;
import io.clipstream.topology.SelectPolicy;
import java.time.Duration;

/**
 * The collect and retrain roles.
 *
 * @param matchTtl how long a correction waits for its prediction
 * @param indexRetention how long a prediction can still be corrected by image id alone
 * @param clockTolerance how far the event time of a correction may be ahead of its record's time
 * @param sampleSize unlabelled features kept a task
 * @param bufferPolicy chooses the shots of a class in tasks that name none of their own
 * @param seed of everything random in training
 * @param versionsKept adapter versions kept a task, the champion and pinned ones aside
 * @param pace how often tasks are fitted again
 * @param textThreads threads that encode the prompts of tasks
 * @param textCacheBytes largest file of text features; 0 for none
 */
public record LearnSettings(
        Duration commitInterval,
        Duration matchTtl,
        Duration indexRetention,
        Duration clockTolerance,
        int sampleSize,
        SelectPolicy bufferPolicy,
        long seed,
        int versionsKept,
        RetrainPace pace,
        int textThreads,
        long textCacheBytes) {
    static LearnSettings of(Values values) {
        return new LearnSettings(
                values.millis(ConfigKeys.LEARN_COMMIT),
                values.millis(ConfigKeys.COLLECT_MATCH_TTL),
                values.millis(ConfigKeys.COLLECT_INDEX_RETENTION),
                values.millis(ConfigKeys.COLLECT_CLOCK_TOLERANCE),
                values.number(ConfigKeys.COLLECT_SAMPLE_SIZE),
                SelectPolicy.named(values.text(ConfigKeys.COLLECT_BUFFER_POLICY))
                        .orElseThrow(),
                values.large(ConfigKeys.RETRAIN_SEED),
                values.number(ConfigKeys.RETRAIN_KEEP),
                pace(values),
                values.number(ConfigKeys.RETRAIN_TEXT_THREADS),
                values.large(ConfigKeys.RETRAIN_TEXT_CACHE));
    }

    private static RetrainPace pace(Values values) {
        RetrainPace defaults = RetrainPace.defaults();
        return new RetrainPace(
                values.millis(ConfigKeys.RETRAIN_REFIT_IDLE),
                values.millis(ConfigKeys.RETRAIN_SAMPLE_IDLE),
                defaults.growth(),
                values.millis(ConfigKeys.RETRAIN_CHALLENGER_INTERVAL),
                defaults.challengerGrowth(),
                values.millis(ConfigKeys.RETRAIN_CHALLENGER_DEBOUNCE),
                values.decimal(ConfigKeys.RETRAIN_CHALLENGER_SHARE));
    }
}
