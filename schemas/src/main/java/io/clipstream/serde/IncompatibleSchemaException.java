package io.clipstream.serde;

/** The record was written with a schema that the expected one cannot read. */
public final class IncompatibleSchemaException extends BadRecordException {
    private static final long serialVersionUID = 1L;

    IncompatibleSchemaException(String message, Throwable cause) {
        super(message, cause);
    }
}
