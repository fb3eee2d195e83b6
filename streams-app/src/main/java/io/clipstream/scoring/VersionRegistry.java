package io.clipstream.scoring;

import java.util.HashMap;
import java.util.Map;

/**
 * Which version of each task is live; one writer at a time, any number of readers without a lock.
 *
 * <p>Only goes forward: what an older pointer says than the one already seen is ignored, whatever order they come in.
 */
public final class VersionRegistry {
    private volatile VersionSnapshot snapshot = VersionSnapshot.empty();
    private final Map<String, Long> offsets = new HashMap<>();

    /** What is live now, as one immutable view. */
    public VersionSnapshot snapshot() {
        return snapshot;
    }

    /** Makes a version live; false if a newer pointer was already seen. */
    public synchronized boolean publish(LiveVersion version) {
        if (!advance(version.task(), version.pointerOffset())) {
            return false;
        }
        snapshot = snapshot.with(version);
        return true;
    }

    /** Takes a task out, since the pointer's tombstone at this offset says so; false if a newer pointer was seen. */
    public synchronized boolean retire(String task, long pointerOffset) {
        if (!advance(task, pointerOffset)) {
            return false;
        }
        snapshot = snapshot.without(task);
        return true;
    }

    private boolean advance(String task, long pointerOffset) {
        Long seen = offsets.get(task);
        if (seen != null && seen >= pointerOffset) {
            return false;
        }
        offsets.put(task, pointerOffset);
        return true;
    }
}
