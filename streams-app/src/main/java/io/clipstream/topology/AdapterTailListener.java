package io.clipstream.topology;

import io.clipstream.scoring.LiveVersion;

/** Hears what a scorer finds on the adapters topic, for metrics and logs; called on the tail's thread. */
public interface AdapterTailListener {
    /** Hears nothing. */
    AdapterTailListener NONE = new AdapterTailListener() {};

    /** A version is live from the next batch on. */
    default void live(LiveVersion version) {}

    /** A pointer was refused, told once; the version that was live before stays. */
    default void refused(String task, String reason) {}

    /** A task has ended. */
    default void retired(String task) {}

    /** A record that is neither version nor pointer was ignored; retrain turns it into a dead letter. */
    default void ignored(SourcePosition source) {}

    /** Tells this one, then another. */
    default AdapterTailListener andThen(AdapterTailListener next) {
        AdapterTailListener first = this;
        return new AdapterTailListener() {
            @Override
            public void live(LiveVersion version) {
                first.live(version);
                next.live(version);
            }

            @Override
            public void refused(String task, String reason) {
                first.refused(task, reason);
                next.refused(task, reason);
            }

            @Override
            public void retired(String task) {
                first.retired(task);
                next.retired(task);
            }

            @Override
            public void ignored(SourcePosition source) {
                first.ignored(source);
                next.ignored(source);
            }
        };
    }
}
