package io.clipstream.clip;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Finds the features of many texts in a cache or has them encoded, on threads of its own, one an encoder.
 *
 * <p>Requests take turns, a batch each: one of a hundred thousand texts holds up one of ten by a batch at a time. Safe for
 * use by many threads; asking returns at once.
 */
public final class TextFeatures implements AutoCloseable {
    /** Texts of one length that are encoded together; more would hardly be faster on a CPU. */
    public static final int BATCH = 16;

    private static final long LOOK_MILLIS = 200;

    private final TextFeatureCache cache;
    private final BlockingQueue<TextRequest> turns = new LinkedBlockingQueue<>();
    private final AtomicLong missing = new AtomicLong();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean closed;

    /**
     * Starts the threads.
     *
     * @param encoders at least one, all of one backbone; closed with this
     * @param cache of the same; closed with this
     */
    public TextFeatures(List<TextEncoder> encoders, TextFeatureCache cache) {
        if (encoders.isEmpty()) {
            throw new IllegalArgumentException("no encoder given, expected at least one");
        }
        this.cache = cache;
        for (TextEncoder encoder : encoders) {
            Thread thread = new Thread(() -> work(encoder), "clipstream-texts-" + threads.size());
            thread.setDaemon(true);
            // Scoring comes first.
            thread.setPriority(Thread.MIN_PRIORITY);
            threads.add(thread);
        }
        threads.forEach(Thread::start);
    }

    /**
     * Has the features of {@code texts} brought to {@code sink}.
     *
     * @param name what they are for, in the log
     * @param texts is read by other threads and may make its elements as they are asked for
     */
    public void request(String name, List<String> texts, TextSink sink) {
        turns.add(new TextRequest(name, texts, sink, cache, missing));
    }

    /** Texts of all requests that are known to be in no cache and are not encoded yet. */
    public long missing() {
        return missing.get();
    }

    private void work(TextEncoder encoder) {
        try (encoder) {
            while (!closed) {
                TextRequest request = turns.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
                if (request != null) {
                    // The others may go on with it while this thread encodes.
                    request.turn(encoder, () -> turns.add(request));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends after the batches in work; what is not done is never told. */
    @Override
    public void close() {
        closed = true;
        try {
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        cache.close();
    }
}
