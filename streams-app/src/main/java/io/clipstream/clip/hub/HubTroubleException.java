package io.clipstream.clip.hub;

import java.time.Duration;

/** A trouble that may pass: a broken connection, a busy or failing server. */
final class HubTroubleException extends HubException {
    private static final long serialVersionUID = 1L;

    private final Duration retryAfter;

    HubTroubleException(String message, Throwable cause) {
        this(message, null, cause);
    }

    HubTroubleException(String message, Duration retryAfter, Throwable cause) {
        super(message, cause);
        this.retryAfter = retryAfter;
    }

    /** How long the server asks to be left alone; null where it does not say. */
    Duration retryAfter() {
        return retryAfter;
    }
}
