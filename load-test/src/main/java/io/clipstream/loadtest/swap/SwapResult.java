package io.clipstream.loadtest.swap;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.Map;

/**
 * What a swap run found.
 *
 * @param seed of tasks, kinds and rebalances
 * @param sent images that the brokers took
 * @param received images with a prediction
 * @param lost images without
 * @param duplicated predictions of an image that had one
 * @param deadLetters dead letters, of whatever; none is expected
 * @param mixedBatches batches whose images of one task name two versions
 * @param backwards predictions by an older pointer than one used before in their partition
 * @param wrongVersion predictions whose probabilities are not those of the version they name
 * @param unannounced predictions by a version that their instance had not live
 * @param corruptLive corrupt pointers that went live
 * @param neverLive usable pointers that an instance never came to
 * @param pointers how many of each kind were published
 * @param moves instances added and ended
 * @param brokeDown instances that ended by themselves
 * @param publishToLiveMillis from the confirmed commit to live, over all instances: p50, p99, max
 * @param publishToLiveWhileNoneStarts the same of the versions that were committed while no instance was starting: its
 *     classes are loaded and compiled on the cores that the others want
 * @param callToLiveMillis the same from when the commit was asked for
 * @param firstPredictionMillis from the commit to the first prediction by the version: p50, p99, max
 * @param growth of heap, resident set and direct buffers of the instances that stayed: last third over first third, the worst
 * @param goals what was promised, and whether it was kept
 * @param seconds from the first version to the last answer
 */
@JsonPropertyOrder({
    "seed",
    "sent",
    "received",
    "lost",
    "duplicated",
    "mixedBatches",
    "backwards",
    "wrongVersion",
    "unannounced"
})
record SwapResult(
        long seed,
        long sent,
        long received,
        long lost,
        long duplicated,
        long deadLetters,
        long mixedBatches,
        long backwards,
        long wrongVersion,
        long unannounced,
        long corruptLive,
        long neverLive,
        Map<String, Long> pointers,
        int moves,
        int brokeDown,
        Map<String, Double> publishToLiveMillis,
        Map<String, Double> publishToLiveWhileNoneStarts,
        Map<String, Double> callToLiveMillis,
        Map<String, Double> firstPredictionMillis,
        Map<String, Double> growth,
        Map<String, Boolean> goals,
        double seconds) {
    static final String COUNTED = "nothing lost, twice, mixed, backwards or wrong";
    static final String TIMED = "publish to live p99 under 200 ms";
    static final String FLAT = "memory flat within a tenth, or 4 MiB";

    /** Whether the promises were kept; the timed ones, which a busy machine may break, only if {@code strict}. */
    boolean kept(boolean strict) {
        return strict ? goals.values().stream().allMatch(kept -> kept) : goals.get(COUNTED);
    }

    /** For a person. */
    String text() {
        StringBuilder text = new StringBuilder(String.format(
                "seed %d: %s in %.0f s, %d instances added or ended, %d broke down%n"
                        + "sent %d, received %d, lost %d, duplicated %d, dead letters %d%n"
                        + "mixed batches %d, backwards %d, wrong version %d, unannounced %d, corrupt live %d, never live %d%n"
                        + "publish to live %s ms, while no instance starts %s ms, first prediction %s ms%nmemory, last third over first %s%n",
                seed,
                pointers,
                seconds,
                moves,
                brokeDown,
                sent,
                received,
                lost,
                duplicated,
                deadLetters,
                mixedBatches,
                backwards,
                wrongVersion,
                unannounced,
                corruptLive,
                neverLive,
                publishToLiveMillis,
                publishToLiveWhileNoneStarts,
                firstPredictionMillis,
                growth));
        goals.forEach((goal, met) ->
                text.append(met ? "met: " : "MISSED: ").append(goal).append('\n'));
        return text.toString().stripTrailing();
    }
}
