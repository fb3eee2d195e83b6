package io.clipstream.claim;

import java.util.concurrent.CompletableFuture;

/** Brings nothing: every image has to travel in its record. */
final class NoStore implements ImageStore {
    @Override
    public CompletableFuture<Fetched> fetch(String uri, byte[] sha256) {
        return CompletableFuture.completedFuture(
                new Fetched.Refused(Fetched.Cause.UNSUPPORTED, "no image is fetched by its address here"));
    }

    @Override
    public void close() {
        // Nothing is open.
    }
}
