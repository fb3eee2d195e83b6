package io.clipstream.loadtest.crash;

import java.util.ArrayList;
import java.util.List;

/**
 * When a broker was not well and when an instance was frozen, in milliseconds of the machine's clock: what an outsider knows of
 * a run. Safe for use by several threads.
 */
final class Disturbances {
    /** From the beginning of a fault to its end. */
    record Span(long from, long to) {
        /** Milliseconds that it has in common with another span of time. */
        long within(long start, long end) {
            return Math.max(0, Math.min(to, end) - Math.max(from, start));
        }
    }

    private final List<Span> brokers = new ArrayList<>();
    private final List<Span> frozen = new ArrayList<>();

    /** A broker was down, frozen or behind. */
    synchronized void broker(long from, long to) {
        brokers.add(new Span(from, to));
    }

    /** An instance stood still. */
    synchronized void frozen(long from, long to) {
        frozen.add(new Span(from, to));
    }

    /** Milliseconds between two times in which all brokers were well; they were hurt one at a time. */
    synchronized long wellMillis(long start, long end) {
        return end
                - start
                - brokers.stream().mapToLong(span -> span.within(start, end)).sum();
    }

    /** The times in which an instance stood still. */
    synchronized List<Span> frozen() {
        return List.copyOf(frozen);
    }
}
