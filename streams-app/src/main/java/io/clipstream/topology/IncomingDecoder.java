package io.clipstream.topology;

import io.clipstream.serde.RegistryFaultException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.SerializationException;

/**
 * Decodes raw records in our own code, so that every failure takes the one path to dead letters.
 *
 * <p>A registry that cannot be reached is no fault of the record: that exception goes through and the stream task is
 * restarted by its handler. One thread at a time.
 */
public final class IncomingDecoder<T> {
    private final Topic<T> topic;

    public IncomingDecoder(Topic<T> topic) {
        this.topic = topic;
    }

    /** Decodes; never throws for what the record contains. */
    public Incoming<T> decode(byte[] key, byte[] value) {
        if (key == null) {
            return Incoming.refused(Reason.BAD_KEY, topic.name() + " wants a UTF-8 string as key, the key is absent");
        }
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(key))
                    .toString();
        } catch (CharacterCodingException e) {
            return Incoming.refused(Reason.BAD_KEY, topic.name() + " wants a UTF-8 string as key, the bytes are none");
        }
        if (text.isEmpty()) {
            return Incoming.refused(Reason.BAD_KEY, topic.name() + " wants a key, it is empty");
        }
        if (value == null) {
            return Incoming.good(text, null);
        }
        try {
            return Incoming.good(text, topic.values().deserializer().deserialize(topic.name(), value));
        } catch (RegistryFaultException e) {
            // Extends SerializationException, and is not the record's fault.
            throw e;
        } catch (SerializationException e) {
            if (e.getCause() instanceof RetriableException retriable) {
                throw retriable;
            }
            return Incoming.refused(Reason.UNDECODABLE, describe(e));
        } catch (ClassCastException e) {
            return Incoming.refused(
                    Reason.UNDECODABLE, topic.name() + " holds records of another type: " + e.getMessage());
        }
    }

    private String describe(Throwable e) {
        StringBuilder message = new StringBuilder(topic.name()).append(": ").append(e.getMessage());
        for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
            message.append("; ").append(cause.getMessage());
        }
        return message.toString();
    }
}
