package io.clipstream.clip;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Some texts on their way to their features: first each is looked up in the cache, then what is missing is encoded, shortest
 * texts first, in batches of one length. Safe for use by many threads.
 */
final class TextRequest {
    private static final Logger LOG = LoggerFactory.getLogger(TextRequest.class);
    private static final int LOOK_UPS = 256;
    private static final int WORTH_A_WORD = 1_000;
    private static final long WORD_NANOS = Duration.ofSeconds(30).toNanos();

    private final String name;
    private final List<String> texts;
    private final TextSink sink;
    private final TextFeatureCache cache;
    private final AtomicLong allMissing;

    // Guarded by this, as all below: token length and index of each text that is in no cache, in one long.
    private long[] misses;
    private int missed;
    private int lookedUp;
    private int taken;
    private int missedDone;
    private int delivered;
    private boolean over;
    private long began;
    private long lastWord;

    TextRequest(String name, List<String> texts, TextSink sink, TextFeatureCache cache, AtomicLong allMissing) {
        this.name = name;
        this.texts = texts;
        this.sink = sink;
        this.cache = cache;
        this.allMissing = allMissing;
        this.misses = new long[Math.min(texts.size(), LOOK_UPS)];
    }

    /**
     * One step.
     *
     * @param encoder the calling thread's
     * @param again queues this request for its next turn; called if and when there is one
     */
    void turn(TextEncoder encoder, Runnable again) {
        try {
            if (!sink.wanted()) {
                end();
            } else if (lookedUp() < texts.size()) {
                lookUp(encoder);
                again.run();
            } else {
                encode(encoder, again);
            }
        } catch (RuntimeException | Error e) {
            // Whoever asked decides whether to try again; the thread goes on with other requests.
            fail(e);
        }
    }

    private synchronized int lookedUp() {
        return lookedUp;
    }

    // Only one thread has this request while it looks up: it is queued again afterwards.
    private void lookUp(TextEncoder encoder) {
        int from = lookedUp();
        int to = Math.min(texts.size(), from + LOOK_UPS);
        for (int i = from; i < to; i++) {
            String text = texts.get(i);
            float[] feature = cache.find(text);
            if (feature == null) {
                miss(encoder.length(text), i);
            } else {
                deliver(i, feature);
            }
        }
        synchronized (this) {
            lookedUp = to;
            if (to == texts.size()) {
                Arrays.sort(misses, 0, missed);
                began = System.nanoTime();
                lastWord = began;
                if (missed >= WORTH_A_WORD) {
                    LOG.info("{}: {} texts, {} of them to be encoded", name, texts.size(), missed);
                }
            }
        }
    }

    private synchronized void miss(int length, int i) {
        if (missed == misses.length) {
            misses = Arrays.copyOf(misses, Math.min(texts.size(), 2 * missed));
        }
        misses[missed++] = (long) length << Integer.SIZE | i;
        allMissing.incrementAndGet();
    }

    private void encode(TextEncoder encoder, Runnable again) {
        int[] batch = next();
        if (batch.length == 0) {
            finishIfDone();
            return;
        }
        again.run();
        List<Integer> left = new ArrayList<>();
        List<String> leftTexts = new ArrayList<>();
        for (int i : batch) {
            // Another request, or an equal text of this one, may have brought it in the meantime.
            float[] feature = cache.find(texts.get(i));
            if (feature == null) {
                left.add(i);
                leftTexts.add(texts.get(i));
            } else {
                deliver(i, feature);
            }
        }
        float[][] features = leftTexts.isEmpty() ? new float[0][] : encoder.encode(leftTexts);
        cache.add(leftTexts, features);
        for (int i = 0; i < features.length; i++) {
            deliver(left.get(i), features[i]);
        }
        encoded(batch.length);
        finishIfDone();
    }

    private synchronized int[] next() {
        int from = taken;
        while (taken < missed && taken - from < TextFeatures.BATCH && length(taken) == length(from)) {
            taken++;
        }
        return Arrays.stream(misses, from, taken).mapToInt(miss -> (int) miss).toArray();
    }

    private long length(int miss) {
        return misses[miss] >>> Integer.SIZE;
    }

    private synchronized void deliver(int i, float[] feature) {
        if (!over) {
            sink.accept(i, feature);
            delivered++;
        }
    }

    private synchronized void encoded(int count) {
        if (over) {
            return;
        }
        allMissing.addAndGet(-count);
        missedDone += count;
        long now = System.nanoTime();
        if (missed >= WORTH_A_WORD && now - lastWord > WORD_NANOS) {
            lastWord = now;
            long leftSeconds = (now - began) / missedDone * (missed - missedDone) / 1_000_000_000;
            LOG.info("{}: {} of {} texts encoded, about {} s to go", name, missedDone, missed, leftSeconds);
        }
    }

    private synchronized void finishIfDone() {
        if (!over && delivered == texts.size()) {
            if (missed >= WORTH_A_WORD) {
                LOG.info("{}: {} texts encoded in {} s", name, missed, (System.nanoTime() - began) / 1_000_000_000);
            }
            sink.done();
            end();
        }
    }

    private synchronized void fail(Throwable cause) {
        if (!over) {
            end();
            sink.failed(cause);
        }
    }

    private synchronized void end() {
        if (!over) {
            over = true;
            allMissing.addAndGet(missedDone - missed);
        }
    }
}
