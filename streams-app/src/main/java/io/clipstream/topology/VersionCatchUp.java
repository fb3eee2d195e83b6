package io.clipstream.topology;

import java.util.concurrent.CompletableFuture;

/**
 * Lets the new owner of a partition know when it may score: the owner before may have used a version that has not arrived
 * here yet.
 */
@FunctionalInterface
public interface VersionCatchUp {
    /** For tests and tools where no other instance scores. */
    VersionCatchUp ALONE = () -> CompletableFuture.completedFuture(null);

    /**
     * Asks how far the pointers have come by now; safe for any thread.
     *
     * @return done once every pointer that anybody could read before this call is in force here, or refused. Cancelled if
     *     nobody follows the pointers any more
     */
    CompletableFuture<Void> catchUp();
}
