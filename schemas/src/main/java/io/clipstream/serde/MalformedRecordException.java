package io.clipstream.serde;

/** The bytes do not make sense by the schema that they name. */
public final class MalformedRecordException extends BadRecordException {
    private static final long serialVersionUID = 1L;

    MalformedRecordException(String message, Throwable cause) {
        super(message, cause);
    }
}
