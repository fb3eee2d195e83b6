package io.clipstream.topology;

import io.clipstream.claim.Fetched;
import io.clipstream.claim.ImageStore;
import io.clipstream.schemas.ImageReference;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;

/**
 * An image in flight that is given by its address: asked for, come, let go.
 *
 * <p>The stream thread's, but for {@link #letGo}, which the engine's thread calls too.
 */
final class InFlightClaim {
    private final ImageReference reference;
    private CompletableFuture<Fetched> fetch;

    InFlightClaim(ImageReference reference) {
        this.reference = reference;
    }

    /** Asks for it, once. */
    void ask(ImageStore store) {
        if (fetch == null) {
            ByteBuffer digest = reference.getSha256().duplicate();
            byte[] sha256 = new byte[digest.remaining()];
            digest.get(sha256);
            fetch = store.fetch(reference.getUri(), sha256);
        }
    }

    /** Whether it has come, or will not. */
    boolean isSettled() {
        return fetch != null && fetch.isDone();
    }

    /** What came of it; throws if the store itself is broken. Only if settled. */
    Fetched fetched() {
        return fetch.join();
    }

    /** Nobody needs it any more, wherever it is. */
    void letGo() {
        if (fetch != null
                && !fetch.cancel(false)
                && !fetch.isCompletedExceptionally()
                && fetch.join() instanceof Fetched.Image image) {
            image.close();
        }
    }

    /** The dead letter's reason. */
    static Reason reason(Fetched.Cause cause) {
        return switch (cause) {
            case MALFORMED -> Reason.INVALID_FIELD;
            case UNSUPPORTED -> Reason.UNSUPPORTED_SOURCE;
            case FORBIDDEN -> Reason.FORBIDDEN_SOURCE;
            case NOT_FOUND, UNAVAILABLE, TIMED_OUT -> Reason.SOURCE_UNAVAILABLE;
            case TOO_LARGE -> Reason.SOURCE_TOO_LARGE;
            case DIGEST_MISMATCH -> Reason.DIGEST_MISMATCH;
        };
    }
}
