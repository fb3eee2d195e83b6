package io.clipstream.scoring;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * The live versions at one moment, by task; a batch is scored with one of these. Immutable.
 *
 * <p>Tasks lie in parts, by hash: a snapshot shares all parts but one with the snapshot before, so that a change costs as
 * little with ten thousand tasks as with ten, and ten thousand tasks that go live at a start do not cost their square.
 */
public final class VersionSnapshot {
    private static final int PARTS = 256;

    private final Map<String, LiveVersion>[] parts;

    private VersionSnapshot(Map<String, LiveVersion>[] parts) {
        this.parts = parts;
    }

    /** Without any task. */
    static VersionSnapshot empty() {
        return new VersionSnapshot(none());
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static Map<String, LiveVersion>[] none() {
        Map[] parts = new Map[PARTS];
        Arrays.fill(parts, Map.of());
        return parts;
    }

    /** The same with another version of its task, or with a further task. */
    VersionSnapshot with(LiveVersion version) {
        return changed(version.task(), version);
    }

    /** The same without a task. */
    VersionSnapshot without(String task) {
        return changed(task, null);
    }

    private VersionSnapshot changed(String task, LiveVersion version) {
        Map<String, LiveVersion>[] changed = parts.clone();
        Map<String, LiveVersion> part = new HashMap<>(changed[part(task)]);
        if (version == null) {
            part.remove(task);
        } else {
            part.put(task, version);
        }
        changed[part(task)] = Map.copyOf(part);
        return new VersionSnapshot(changed);
    }

    private static int part(String task) {
        int hash = task.hashCode();
        return (hash ^ hash >>> 16) & PARTS - 1;
    }

    /** The live version of a task; null if there is none. */
    public LiveVersion of(String task) {
        return parts[part(task)].get(task);
    }

    /** All of them, by task; a copy. */
    public Map<String, LiveVersion> live() {
        Map<String, LiveVersion> live = new HashMap<>();
        for (Map<String, LiveVersion> part : parts) {
            live.putAll(part);
        }
        return live;
    }
}
