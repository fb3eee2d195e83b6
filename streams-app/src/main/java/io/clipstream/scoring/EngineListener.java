package io.clipstream.scoring;

/**
 * Hears what the engine does, for metrics; called on the engine's threads, so it must be quick and never throw.
 *
 * <p>Times are in nanoseconds.
 */
public interface EngineListener {
    /** Hears nothing. */
    EngineListener NONE = new EngineListener() {};

    /** An image was decoded, or refused as unreadable. */
    default void decoded(long nanos, boolean readable) {}

    /** An image was given up since its decoding did not end in time. */
    default void abandoned() {}

    /** A batch went through the device. */
    default void batch(int size, long nanos) {}

    /** An image was scored. */
    default void scored(ScoreOutcome.Scored outcome) {}

    /** An image was refused. */
    default void refused(ScoreOutcome.Refused outcome) {}

    /** The engine broke down; nothing is scored any more. */
    default void failed(Throwable cause) {}
}
