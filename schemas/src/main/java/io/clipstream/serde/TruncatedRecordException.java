package io.clipstream.serde;

/** The bytes end before the record does. */
public final class TruncatedRecordException extends BadRecordException {
    private static final long serialVersionUID = 1L;

    TruncatedRecordException(String message, Throwable cause) {
        super(message, cause);
    }
}
