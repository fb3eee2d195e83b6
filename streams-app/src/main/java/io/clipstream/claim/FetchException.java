package io.clipstream.claim;

import java.time.Duration;

/** Why an attempt did not bring the image, and whether another may. */
final class FetchException extends Exception {
    private static final long serialVersionUID = 1L;

    private final Fetched.Cause reason;
    private final boolean passing;
    private final transient Duration retryAfter;

    private FetchException(Fetched.Cause reason, String message, boolean passing, Duration retryAfter, Throwable e) {
        super(message, e);
        this.reason = reason;
        this.passing = passing;
        this.retryAfter = retryAfter;
    }

    /** It will not go better next time. */
    static FetchException lasting(Fetched.Cause reason, String message) {
        return new FetchException(reason, message, false, null, null);
    }

    /** It may go better next time. */
    static FetchException passing(String message, Throwable e) {
        return new FetchException(Fetched.Cause.UNAVAILABLE, message, true, null, e);
    }

    /** The store asks for patience; {@code retryAfter} is null where it does not say how much. */
    static FetchException busy(String message, Duration retryAfter) {
        return new FetchException(Fetched.Cause.UNAVAILABLE, message, true, retryAfter, null);
    }

    Fetched.Refused refusal() {
        return new Fetched.Refused(reason, getMessage());
    }

    boolean isPassing() {
        return passing;
    }

    /** Null where the store did not say. */
    Duration retryAfter() {
        return retryAfter;
    }
}
