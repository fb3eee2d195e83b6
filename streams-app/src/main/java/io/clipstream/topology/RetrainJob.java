package io.clipstream.topology;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/** A fit of one or several methods, in work off the stream thread; this handle belongs to the stream thread. */
final class RetrainJob {
    private final RetrainInput input;
    private final boolean challengers;
    private final Set<String> imageIds;
    private final int sampled;
    private final long samplePeriod;
    private final AtomicBoolean givenUp;
    private final CompletableFuture<Outcome> outcome;
    private boolean overtaken;

    /**
     * What came of it.
     *
     * @param digest of everything that it depended on
     * @param fits none where the same was fitted before
     */
    record Outcome(String digest, List<RetrainFit> fits) {}

    /**
     * A job.
     *
     * @param challengers whether these are the task's challengers
     * @param sample what is at hand of the unlabelled sample
     * @param givenUp tells the fits that are not begun that nobody waits for them
     */
    RetrainJob(
            RetrainInput input,
            boolean challengers,
            RetrainSample sample,
            AtomicBoolean givenUp,
            CompletableFuture<Outcome> outcome) {
        this.input = input;
        this.challengers = challengers;
        this.imageIds = Set.copyOf(input.imageIds());
        this.sampled = sample.size();
        this.samplePeriod = sample.latestPeriod();
        this.givenUp = givenUp;
        this.outcome = outcome;
    }

    RetrainInput input() {
        return input;
    }

    boolean challengers() {
        return challengers;
    }

    /** Images of the sample at hand when it began. */
    int sampled() {
        return sampled;
    }

    /** Latest period of the sample when it began. */
    long samplePeriod() {
        return samplePeriod;
    }

    boolean isDone() {
        return outcome.isDone();
    }

    /** What came of it; only when done. A fault of the system comes through. */
    Outcome outcome() {
        return outcome.join();
    }

    /** Whether the image was among what is fitted. */
    boolean saw(String imageId) {
        return imageIds.contains(imageId);
    }

    /**
     * Tells that an example has changed or was withdrawn: a version that learned the old one must not be published. New
     * examples do not overtake a fit, or a busy task would never get a version.
     */
    void exampleChanged(String imageId) {
        overtaken |= saw(imageId);
    }

    /** Whether what was fitted is not to be published any more. */
    boolean isOvertaken() {
        return overtaken;
    }

    /** Lets fits that are not begun be. */
    void giveUp() {
        givenUp.set(true);
    }
}
