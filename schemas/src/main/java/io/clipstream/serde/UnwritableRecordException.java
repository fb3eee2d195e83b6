package io.clipstream.serde;

/** The object does not fit the schema that it should be written with, for example a required field is null. */
public final class UnwritableRecordException extends BadRecordException {
    private static final long serialVersionUID = 1L;

    UnwritableRecordException(String message, Throwable cause) {
        super(message, cause);
    }
}
