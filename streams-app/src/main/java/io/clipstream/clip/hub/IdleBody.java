package io.clipstream.clip.hub;

import java.io.Closeable;
import java.io.IOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A response's body, read by one thread, which fails when the server falls silent.
 *
 * <p>The JDK's client bounds the wait for the headers only; here every wait for bytes is bounded.
 */
final class IdleBody implements BodySubscriber<IdleBody>, Closeable {
    /** Pieces asked for ahead of the reader, 16 KiB each. */
    private static final int AHEAD = 16;

    private static final Object END = new Object();

    private final Duration patience;
    private final BlockingQueue<Object> pieces = new LinkedBlockingQueue<>();
    private final CompletableFuture<Subscription> subscription = new CompletableFuture<>();

    IdleBody(Duration patience) {
        this.patience = patience;
    }

    /**
     * The next bytes; null at the end.
     *
     * @throws IOException if the connection breaks or stays silent for too long
     */
    @SuppressWarnings("unchecked") // onNext puts in nothing else
    List<ByteBuffer> next() throws IOException {
        Object piece;
        try {
            piece = pieces.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            close();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        if (piece == null) {
            close();
            throw new HttpTimeoutException("no byte came for " + patience.toSeconds() + " s");
        }
        if (piece == END) {
            return null;
        }
        if (piece instanceof Throwable broken) {
            throw broken instanceof IOException e ? e : new IOException(broken.getMessage(), broken);
        }
        subscription.thenAccept(s -> s.request(1));
        return (List<ByteBuffer>) piece;
    }

    @Override
    public CompletionStage<IdleBody> getBody() {
        return CompletableFuture.completedFuture(this);
    }

    @Override
    public void onSubscribe(Subscription s) {
        subscription.complete(s);
        s.request(AHEAD);
    }

    @Override
    public void onNext(List<ByteBuffer> piece) {
        pieces.add(piece);
    }

    @Override
    public void onError(Throwable broken) {
        pieces.add(broken);
    }

    @Override
    public void onComplete() {
        pieces.add(END);
    }

    /** Lets go of the connection, also where the body has not begun yet. */
    @Override
    public void close() {
        subscription.thenAccept(Subscription::cancel);
    }
}
