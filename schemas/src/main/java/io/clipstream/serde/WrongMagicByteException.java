package io.clipstream.serde;

/** The first byte is not 0: whatever this is, it is not Avro in Confluent's wire format. */
public final class WrongMagicByteException extends BadRecordException {
    private static final long serialVersionUID = 1L;

    WrongMagicByteException(String message, Throwable cause) {
        super(message, cause);
    }
}
