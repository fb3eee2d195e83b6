package io.clipstream.app.quickstart;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** What this run has sent: the truth about each image, and when it left; safe for use by many threads. */
final class TruthBook {
    /**
     * An entry.
     *
     * @param number of the image within this run, from 0, in the order of sending
     * @param sentNanos {@link System#nanoTime} at sending
     */
    record Entry(int number, String label, long sentNanos) {}

    private final Map<String, Entry> entries = new ConcurrentHashMap<>();
    private final AtomicInteger acknowledged = new AtomicInteger();
    private final AtomicInteger notSent = new AtomicInteger();

    /** Writes an image down, before it is sent. */
    Entry enter(String id, String label, long sentNanos) {
        Entry entry = new Entry(entries.size(), label, sentNanos);
        entries.put(id, entry);
        return entry;
    }

    /** The entry of an image; null if another run sent it. */
    Entry of(String id) {
        return entries.get(id);
    }

    /** The brokers have one more. */
    void acknowledge() {
        acknowledged.incrementAndGet();
    }

    /** One more could not be read, or was not taken by the brokers. */
    void countNotSent() {
        notSent.incrementAndGet();
    }

    /** Images that the brokers will never have. */
    int notSent() {
        return notSent.get();
    }

    /** Images that the brokers have. */
    int acknowledged() {
        return acknowledged.get();
    }
}
