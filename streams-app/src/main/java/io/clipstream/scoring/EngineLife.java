package io.clipstream.scoring;

import java.util.Optional;
import java.util.concurrent.CancellationException;

/** The engine's state and, once it has broken down, why; guarded by the {@link Intake}'s lock. */
final class EngineLife {
    private EngineState state = EngineState.WARMING;
    private Throwable failure;

    EngineState state() {
        return state;
    }

    boolean isOpen() {
        return state.isOpen();
    }

    /** Changes the state; false if it may not become that any more. */
    boolean become(EngineState next, Throwable cause) {
        if (!state.mayBecome(next)) {
            return false;
        }
        state = next;
        failure = cause;
        return true;
    }

    Optional<Throwable> failure() {
        return Optional.ofNullable(failure);
    }

    void requireOpen() {
        if (!isOpen()) {
            throw ended();
        }
    }

    /** What those hear who come, or wait, after the end. */
    RuntimeException ended() {
        return state == EngineState.FAILED
                ? new EngineFailedException("the scoring engine broke down: " + failure, failure)
                : new CancellationException("the scoring engine is closed");
    }
}
