package io.clipstream.scoring;

/**
 * Life of an engine.
 *
 * <pre>
 * WARMING ──► RUNNING ──► CLOSED
 *    │           │          ▲
 *    ├───────────┼──────────┘
 *    └───────────┴──► FAILED
 * </pre>
 */
public enum EngineState {
    /** The encoders are run once in every batch size; images are taken in and wait. */
    WARMING,
    /** Scores. */
    RUNNING,
    /** An encoder broke down; every image in flight and every later one fails with the cause. */
    FAILED,
    /** Stopped on request. */
    CLOSED;

    /** Whether images are taken in. */
    public boolean isOpen() {
        return this == WARMING || this == RUNNING;
    }

    boolean mayBecome(EngineState next) {
        return isOpen() && (next == RUNNING ? this == WARMING : next != WARMING);
    }
}
