package io.clipstream.serde;

/** The record is at fault: asking again will not help, it belongs among the dead letters. */
public abstract sealed class BadRecordException extends AvroSerdeException
        permits IncompatibleSchemaException,
                MalformedRecordException,
                TrailingBytesException,
                TruncatedRecordException,
                UnknownSchemaIdException,
                UnwritableRecordException,
                WrongMagicByteException {
    private static final long serialVersionUID = 1L;

    BadRecordException(String message, Throwable cause) {
        super(message, cause);
    }
}
