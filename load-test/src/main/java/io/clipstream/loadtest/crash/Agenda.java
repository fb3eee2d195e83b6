package io.clipstream.loadtest.crash;

import java.io.IOException;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;

/** What is to be done later: the ends of faults that others overlap; one thread. */
final class Agenda {
    private final PriorityQueue<Entry> entries = new PriorityQueue<>();

    /** Something that starts, ends or wakes a process. */
    interface Deed {
        void run() throws IOException, InterruptedException;
    }

    private record Entry(long due, Deed deed) implements Comparable<Entry> {
        @Override
        public int compareTo(Entry other) {
            return Long.compare(due, other.due);
        }
    }

    /** To be done after so many milliseconds. */
    void in(int millis, Deed deed) {
        entries.add(new Entry(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis), deed));
    }

    /** Does what is due by now. */
    void runDue() throws IOException, InterruptedException {
        while (!entries.isEmpty() && entries.peek().due() <= System.nanoTime()) {
            entries.poll().deed().run();
        }
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }
}
