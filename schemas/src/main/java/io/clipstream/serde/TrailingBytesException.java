package io.clipstream.serde;

/** The record ends before the bytes do. */
public final class TrailingBytesException extends BadRecordException {
    private static final long serialVersionUID = 1L;

    TrailingBytesException(String message, Throwable cause) {
        super(message, cause);
    }
}
