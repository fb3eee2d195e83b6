package io.clipstream.scoring;

import java.util.Map;

/** The live versions at one moment, by task; a batch is scored with one of these. */
public record VersionSnapshot(Map<String, LiveVersion> live) {
    public VersionSnapshot {
        live = Map.copyOf(live);
    }

    /** The live version of a task; null if there is none. */
    public LiveVersion of(String task) {
        return live.get(task);
    }
}
