package io.clipstream.topology;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** A fit of one or several methods, in work off the stream thread; this handle belongs to the stream thread. */
final class RetrainJob {
    private final RetrainInput input;
    private final String digest;
    private final boolean challengers;
    private final Set<String> imageIds;
    private final CompletableFuture<List<RetrainFit>> fits;
    private boolean overtaken;

    /**
     * A job.
     *
     * @param digest of input and methods
     * @param challengers whether these are the task's challengers
     */
    RetrainJob(RetrainInput input, String digest, boolean challengers, CompletableFuture<List<RetrainFit>> fits) {
        this.input = input;
        this.digest = digest;
        this.challengers = challengers;
        this.imageIds = Set.copyOf(input.imageIds());
        this.fits = fits;
    }

    RetrainInput input() {
        return input;
    }

    String digest() {
        return digest;
    }

    boolean challengers() {
        return challengers;
    }

    boolean isDone() {
        return fits.isDone();
    }

    /** The fits; only when done. A fault of the system comes through. */
    List<RetrainFit> fits() {
        return fits.join();
    }

    /**
     * Tells that an example has changed or was withdrawn: a version that learned the old one must not be published. New
     * examples do not overtake a fit, or a busy task would never get a version.
     */
    void exampleChanged(String imageId) {
        overtaken |= imageIds.contains(imageId);
    }

    /** Whether what was fitted is not to be published any more. */
    boolean isOvertaken() {
        return overtaken;
    }
}
