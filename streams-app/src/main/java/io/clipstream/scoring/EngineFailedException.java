package io.clipstream.scoring;

/** The engine cannot score any more: the system's fault, never an image's. */
public final class EngineFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public EngineFailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
