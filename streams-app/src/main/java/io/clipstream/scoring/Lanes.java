package io.clipstream.scoring;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The images whose turn has not come, each lane in the order of submission; guarded by the {@link Intake}'s lock. */
final class Lanes {
    private final Map<Object, Deque<Pending>> waiting = new HashMap<>();

    void add(Pending image) {
        waiting.computeIfAbsent(image.request.lane(), lane -> new ArrayDeque<>())
                .add(image);
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** Takes out the decoded images at the head of a lane: their turn has come. */
    List<Pending> advance(Object lane) {
        Deque<Pending> images = waiting.get(lane);
        if (images == null) {
            return List.of();
        }
        List<Pending> due = new ArrayList<>();
        while (!images.isEmpty() && images.peek().decoded) {
            due.add(images.poll());
        }
        if (images.isEmpty()) {
            waiting.remove(lane);
        }
        return due;
    }

    /** Takes an image out that will never be decoded; false if it was not waiting. */
    boolean remove(Pending image) {
        Deque<Pending> images = waiting.get(image.request.lane());
        return images != null && images.remove(image);
    }

    /** Takes a whole lane out. */
    List<Pending> discard(Object lane) {
        Deque<Pending> images = waiting.remove(lane);
        return images == null ? List.of() : List.copyOf(images);
    }

    /** Takes everything out. */
    List<Pending> clear() {
        List<Pending> all = waiting.values().stream().flatMap(Deque::stream).toList();
        waiting.clear();
        return all;
    }
}
