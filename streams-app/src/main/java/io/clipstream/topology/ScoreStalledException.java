package io.clipstream.topology;

/** Intake was blocked for longer than the transaction or the group would bear: the engine cannot keep up or is stuck. */
public final class ScoreStalledException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ScoreStalledException(String message) {
        super(message);
    }
}
