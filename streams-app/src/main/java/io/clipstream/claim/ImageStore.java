package io.clipstream.claim;

import java.util.concurrent.CompletableFuture;

/** Brings images by their address; safe for use by many threads, which it never blocks. */
public interface ImageStore extends AutoCloseable {
    /** Brings nothing: every image has to travel in its record. */
    ImageStore NONE = new NoStore();

    /**
     * Fetches an image and verifies it.
     *
     * <p>Fetches begin in the order in which they are asked for. Cancelling the future gives up an image that nobody waits
     * for any more. The clock of the deadline starts when a fetch begins, not while it waits for its turn.
     *
     * @param uri absolute address, as a producer gave it: anything may stand in it
     * @param sha256 digest that the bytes must have, 32 bytes
     * @return the image, to be closed by the caller, or why there is none; completes on a thread of the store's, fails only
     *     if the store itself is broken or closed
     */
    CompletableFuture<Fetched> fetch(String uri, byte[] sha256);

    @Override
    void close();
}
