package io.clipstream.scoring;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/** An image inside the engine; its fields are guarded by the {@link Intake}'s lock unless said otherwise. */
final class Pending {
    final ScoreRequest request;
    final CompletableFuture<ScoreOutcome> outcome = new CompletableFuture<>();
    final long submittedNanos = System.nanoTime();

    /** Set by the decode thread before it hands the image back; null until then. */
    byte[] pixels;

    long decodeStartNanos;
    long decodeEndNanos;

    boolean decoded;
    /** Settled or discarded: it holds no room any more. */
    boolean released;

    private final AtomicBoolean claimed = new AtomicBoolean();

    Pending(ScoreRequest request) {
        this.request = request;
    }

    /** Whether the caller is the one to say how decoding ended: the decode thread, or whoever gave up on it. */
    boolean claim() {
        return claimed.compareAndSet(false, true);
    }
}
