package io.clipstream.topology;

import io.clipstream.scoring.LoadedVersion;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** What is known of one task on the adapters topic; the tail's thread alone. */
final class AdapterTailTask {
    /** Pointers kept to fall back on while the newest are refused. */
    private static final int MOST_POINTERS = 64;

    private final Map<Long, Weights> weights = new HashMap<>();
    private final Deque<AdapterTailPointer> newestFirst = new ArrayDeque<>();
    private AdapterTailPointer side;
    private long appliedOffset = -1;
    private LoadedVersion loaded;
    private SourcePosition loadedFrom;

    /**
     * A version's record.
     *
     * @param position where it lies
     * @param bytes of its value
     */
    record Weights(SourcePosition position, int bytes) {}

    /** The version's record; null if it has not come. */
    Weights weights(long version) {
        return weights.get(version);
    }

    /** It has come, or with null it has gone. */
    void weights(long version, Weights record) {
        if (record == null) {
            weights.remove(version);
        } else {
            weights.put(version, record);
        }
    }

    void point(AdapterTailPointer pointer) {
        AdapterTailPointer newest = newestFirst.peek();
        boolean isNew = newest == null || newest.offset() < pointer.offset();
        if (isNew && pointer.offset() > appliedOffset) {
            newestFirst.push(pointer);
            if (newestFirst.size() > MOST_POINTERS) {
                newestFirst.removeLast();
            }
        }
    }

    /** Takes in the pointer of this backbone, while another one is in use; null where there is none any more. */
    void side(AdapterTailPointer pointer) {
        side = pointer;
    }

    /** Whether there is a pointer for this backbone alone, so that the task's own speaks of another one. */
    boolean hasSide() {
        return side != null;
    }

    /** Pointers that are not applied, the newest first. */
    List<AdapterTailPointer> candidates() {
        List<AdapterTailPointer> candidates = new ArrayList<>(newestFirst);
        if (side != null && side.offset() > appliedOffset) {
            candidates.add(side);
            candidates.sort(Comparator.comparingLong(AdapterTailPointer::offset).reversed());
        }
        return candidates;
    }

    /** The pointer is in force: it and all older ones are done with. */
    void applied(AdapterTailPointer pointer) {
        appliedOffset = pointer.offset();
        for (Iterator<AdapterTailPointer> it = newestFirst.iterator(); it.hasNext(); ) {
            if (it.next().offset() <= appliedOffset) {
                it.remove();
            }
        }
    }

    void drop(AdapterTailPointer pointer) {
        newestFirst.remove(pointer);
        side = side == pointer ? null : side;
    }

    /** Whether a version of it has been loaded. */
    boolean isLoaded() {
        return loaded != null;
    }

    /** A version has been loaded; null where none is wanted any more. */
    void loaded(LoadedVersion version, SourcePosition from) {
        loaded = version;
        loadedFrom = from;
    }

    /** The version loaded last, if it is the one at that place; null otherwise. */
    LoadedVersion loadedFrom(SourcePosition from) {
        return from.equals(loadedFrom) ? loaded : null;
    }
}
