package io.clipstream.serde;

import org.apache.kafka.common.errors.SerializationException;

/** A record could not be written or read: its own fault ({@link BadRecordException}) or not ({@link RegistryFaultException}). */
public abstract sealed class AvroSerdeException extends SerializationException
        permits BadRecordException, RegistryFaultException {
    private static final long serialVersionUID = 1L;

    AvroSerdeException(String message, Throwable cause) {
        super(message, cause);
    }
}
