package io.clipstream.app.quickstart;

import java.util.HashMap;
import java.util.Map;

/**
 * Counts what became of every image that is in its topic, of this run and of earlier ones; safe for use by many threads.
 *
 * <p>It rests on nothing but the topics: an image without prediction and without dead letter is lost once nothing is in
 * flight any more.
 */
final class Accounts {
    private static final int SENT = 1;
    private static final int PREDICTED = 2;
    private static final int REFUSED = 4;

    private final TruthBook book;
    private final Map<String, Integer> known = new HashMap<>();
    private int duplicated;

    Accounts(TruthBook book) {
        this.book = book;
    }

    /** An image event is in its topic. */
    synchronized void image(String id) {
        known.merge(id, SENT, (a, b) -> a | b);
    }

    /** A prediction is in its topic; whether it is the image's first. */
    synchronized boolean prediction(String id) {
        int before = known.getOrDefault(id, 0);
        known.put(id, before | PREDICTED);
        boolean first = (before & PREDICTED) == 0;
        if (!first) {
            duplicated++;
        }
        return first;
    }

    /** A dead letter of an image is in its topic. */
    synchronized void deadLetter(String id) {
        known.merge(id, REFUSED, (a, b) -> a | b);
    }

    /** Images without prediction or dead letter so far. */
    synchronized int open(boolean earlierRuns) {
        return (int) known.entrySet().stream()
                .filter(e -> e.getValue() == SENT && (book.of(e.getKey()) == null) == earlierRuns)
                .count();
    }

    /** Images that earlier runs left in the topic. */
    synchronized int earlier() {
        return (int) known.entrySet().stream()
                .filter(e -> (e.getValue() & SENT) != 0 && book.of(e.getKey()) == null)
                .count();
    }

    /** Images of this run that became dead letters. */
    synchronized int refused() {
        return (int) known.entrySet().stream()
                .filter(e -> (e.getValue() & REFUSED) != 0 && book.of(e.getKey()) != null)
                .count();
    }

    /** Images of this run that were predicted. */
    synchronized int predicted() {
        return (int) known.entrySet().stream()
                .filter(e -> (e.getValue() & PREDICTED) != 0 && book.of(e.getKey()) != null)
                .count();
    }

    /** Predictions beyond the first of their image. */
    synchronized int duplicated() {
        return duplicated;
    }
}
