package io.clipstream.loadtest.crash;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Judges from outside whether an image was answered twice for a reason that at-least-once allows.
 *
 * <p>Answers to the images of one source partition lie in one output partition in runs of rising source offsets; a run ends
 * where an answer steps back, since somebody else goes on from the last commit, or a frozen owner wakes. A second answer is
 * inside the commit window if
 *
 * <ul>
 *   <li>the first one was written at most one window before the end of its run, not counting time in which a broker was not
 *       well: its owner had not committed it; or
 *   <li>it was written within two windows after a frozen instance woke, and the first one not earlier than a window before
 *       that instance froze: the instance finished what it held.
 * </ul>
 *
 * Whatever else is repeated was committed and answered again, which nothing allows. Not safe for use by several threads.
 */
final class DuplicateWindow {
    private final long windowMillis;
    private final Map<List<Integer>, Stream> streams = new HashMap<>();

    /** {@code windowMillis}: commit interval, and what a commit itself may take. */
    DuplicateWindow(long windowMillis) {
        this.windowMillis = windowMillis;
    }

    /** One source partition in one output partition. */
    private static final class Stream {
        final TreeMap<Long, Answer> first = new TreeMap<>();
        final List<Answer> repeated = new ArrayList<>();
        Run run = new Run();
        long last = -1;
    }

    private static final class Run {
        long endMillis;
    }

    /** @param first the one it repeats; null for a first one */
    private record Answer(long millis, Run run, Answer first) {}

    /**
     * An answer was read, in the order of its output partition.
     *
     * @param output partition it lies in
     * @param partition of the image
     * @param offset of the image
     * @param millis when the broker appended it
     */
    void answered(int output, int partition, long offset, long millis) {
        Stream stream = streams.computeIfAbsent(List.of(output, partition), k -> new Stream());
        if (offset <= stream.last) {
            stream.run = new Run();
        }
        stream.last = offset;
        stream.run.endMillis = Math.max(stream.run.endMillis, millis);
        Answer first = stream.first.get(offset);
        if (first == null) {
            stream.first.put(offset, new Answer(millis, stream.run, null));
        } else {
            stream.repeated.add(new Answer(millis, stream.run, first));
        }
    }

    /** Second answers that are not inside the window. */
    long outside(Disturbances disturbances) {
        return streams.values().stream()
                .flatMap(stream -> stream.repeated.stream())
                .filter(second -> !isInside(second, disturbances))
                .count();
    }

    private boolean isInside(Answer second, Disturbances disturbances) {
        long first = second.first().millis();
        if (disturbances.wellMillis(first, second.first().run().endMillis) <= windowMillis) {
            return true;
        }
        return disturbances.frozen().stream()
                .anyMatch(span -> first >= span.from() - windowMillis
                        && second.millis() >= span.to()
                        && disturbances.wellMillis(span.to(), second.millis()) <= 2 * windowMillis);
    }
}
