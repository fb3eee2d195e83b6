package io.clipstream.serde;

/** The registry answers, and does not know the id that the record names. */
public final class UnknownSchemaIdException extends BadRecordException {
    private static final long serialVersionUID = 1L;

    UnknownSchemaIdException(String message, Throwable cause) {
        super(message, cause);
    }
}
