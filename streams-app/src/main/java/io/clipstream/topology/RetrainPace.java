package io.clipstream.topology;

import java.time.Duration;

/**
 * How often a task is fitted again.
 *
 * @param refitIdle how long no correction has to come before instant versions are followed by a refit, positive
 * @param sampleIdle how long the unlabelled sample has to stay the same before a small change of it leads to a refit, positive
 * @param growth growth of the shots or of the sample, as a share of what was last fitted to, at which a refit does not wait,
 *     positive
 * @param challengerInterval longest wait before challengers are fitted to a buffer that changed, positive
 * @param challengerGrowth growth of the shots, as a share, at which challengers do not wait for that, positive
 * @param challengerDebounce how long no correction has to come before challengers are begun, but no longer than the interval;
 *     positive
 * @param challengerShare share of its time that a task may keep the challengers' thread busy, above 0 to 1
 */
public record RetrainPace(
        Duration refitIdle,
        Duration sampleIdle,
        double growth,
        Duration challengerInterval,
        double challengerGrowth,
        Duration challengerDebounce,
        double challengerShare) {
    public RetrainPace {
        RetrainConfig.positive("refitIdle", refitIdle);
        RetrainConfig.positive("sampleIdle", sampleIdle);
        RetrainConfig.positive("challengerInterval", challengerInterval);
        RetrainConfig.positive("challengerDebounce", challengerDebounce);
        if (!(growth > 0)) {
            throw new IllegalArgumentException("growth " + growth + " must be positive");
        }
        if (!(challengerGrowth > 0)) {
            throw new IllegalArgumentException("challengerGrowth " + challengerGrowth + " must be positive");
        }
        if (!(challengerShare > 0 && challengerShare <= 1)) {
            throw new IllegalArgumentException("challengerShare " + challengerShare + " must lie above 0, at most 1");
        }
    }

    /** Refits after two quiet seconds or a quarter more shots; challengers after a minute or a quarter more. */
    public static RetrainPace defaults() {
        return new RetrainPace(
                Duration.ofSeconds(2),
                Duration.ofHours(1),
                0.25,
                Duration.ofMinutes(1),
                0.25,
                Duration.ofSeconds(5),
                0.25);
    }
}
