package io.clipstream.clip;

import java.io.IOException;

/** A checkpoint that cannot be used; the message names the file, the key or tensor, and what was expected. */
public final class CheckpointException extends IOException {
    private static final long serialVersionUID = 1L;

    public CheckpointException(String message) {
        super(message);
    }

    public CheckpointException(String message, Throwable cause) {
        super(message, cause);
    }
}
