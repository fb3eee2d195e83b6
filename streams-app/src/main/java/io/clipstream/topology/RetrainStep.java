package io.clipstream.topology;

import io.clipstream.adapter.Shot;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * A step of a series in work; the handle belongs to the stream thread.
 *
 * <p>After a refit, the examples that came meanwhile are taken in before it is published, so that what a correction has
 * changed does not change back for a moment: then the refit waits here for its first step.
 */
final class RetrainStep {
    private final RetrainSeries series;
    private final Set<String> imageIds = new HashSet<>();
    private final RetrainJob job;
    private final RetrainFit refit;
    private final CompletableFuture<RetrainSeries.Step> step;
    private boolean overtaken;

    /**
     * A step.
     *
     * @param job the refit that waits for it; null where the series is in use
     * @param refit its fit; null where there is no job
     */
    RetrainStep(
            RetrainSeries series,
            List<Shot> shots,
            RetrainJob job,
            RetrainFit refit,
            CompletableFuture<RetrainSeries.Step> step) {
        this.series = series;
        this.job = job;
        this.refit = refit;
        this.step = step;
        shots.forEach(shot -> imageIds.add(shot.id()));
    }

    RetrainSeries series() {
        return series;
    }

    RetrainJob job() {
        return job;
    }

    RetrainFit refit() {
        return refit;
    }

    boolean isDone() {
        return step.isDone();
    }

    /** What came of it; only when done. A fault of the system comes through. */
    RetrainSeries.Step outcome() {
        return step.join();
    }

    /** Tells that an example has changed or was withdrawn. */
    void exampleChanged(String imageId) {
        overtaken |= imageIds.contains(imageId) || series.saw(imageId) || (job != null && job.saw(imageId));
    }

    /** Whether neither it nor the refit before it is to be published any more. */
    boolean isOvertaken() {
        return overtaken;
    }
}
