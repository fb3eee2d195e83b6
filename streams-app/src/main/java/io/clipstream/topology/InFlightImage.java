package io.clipstream.topology;

import io.clipstream.schemas.ImageEvent;
import io.clipstream.schemas.ImageReference;
import java.nio.ByteBuffer;
import java.time.Instant;
import org.apache.kafka.common.header.Headers;

/**
 * A valid image event with what is needed to forward its result; immutable but for the payload, which nobody changes.
 *
 * @param payload the encoded image; null where it is given by its address
 * @param reference the image's address; null where it came itself
 * @param key original key's bytes
 * @param value original value's bytes
 */
record InFlightImage(
        String id,
        String task,
        Instant eventTime,
        String origin,
        ByteBuffer payload,
        ImageReference reference,
        byte[] key,
        byte[] value,
        Headers headers) {
    static InFlightImage of(
            String id, ImageEvent event, ByteBuffer payload, byte[] key, byte[] value, Headers headers) {
        return new InFlightImage(
                id, event.getTask(), event.getEventTime(), event.getSource(), payload, null, key, value, headers);
    }

    static InFlightImage byAddress(
            String id, ImageEvent event, ImageReference reference, byte[] key, byte[] value, Headers headers) {
        return new InFlightImage(
                id, event.getTask(), event.getEventTime(), event.getSource(), null, reference, key, value, headers);
    }

    /** What a record is that cannot be read as an image event. */
    static InFlightImage undecoded(byte[] key, byte[] value, Headers headers) {
        return new InFlightImage(null, null, null, null, null, null, key, value, headers);
    }

    /** Memory held by the original and the decoded payload; what is fetched counts elsewhere. */
    long bytes() {
        return (value == null ? 0L : value.length) + (payload == null ? 0L : payload.remaining());
    }

    /** The same without payload and original value: enough once it is scored. */
    InFlightImage light() {
        return new InFlightImage(id, task, eventTime, origin, null, null, key, null, null);
    }
}
