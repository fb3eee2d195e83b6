package io.clipstream.topology;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Makes dead letters: the original key and value as they came, and in headers why, where, and from which place.
 *
 * <p>The original's own headers are kept. {@code clipstream.topic}, {@code clipstream.partition} and
 * {@code clipstream.offset} name the source.
 */
public final class DeadLetters {
    private DeadLetters() {}

    /**
     * A dead letter.
     *
     * @param key the original key's bytes, may be null
     * @param value the original value's bytes, may be null
     * @param original the original's headers
     * @param message what was expected and what came, for a person
     * @param now wall-clock time in milliseconds
     */
    public static Record<byte[], byte[]> of(
            byte[] key,
            byte[] value,
            Headers original,
            Stage stage,
            Reason reason,
            String message,
            SourcePosition source,
            long now) {
        Headers headers = new RecordHeaders(original.toArray());
        put(headers, "clipstream.stage", stage.name());
        put(headers, "clipstream.reason", reason.name());
        put(headers, "clipstream.message", message);
        put(headers, "clipstream.topic", source.topic());
        put(headers, "clipstream.partition", Integer.toString(source.partition()));
        put(headers, "clipstream.offset", Long.toString(source.offset()));
        put(headers, "clipstream.timestamp", Long.toString(source.timestamp()));
        put(headers, "clipstream.refused-at", Long.toString(now));
        return new Record<>(key, value, Math.max(0, now), headers);
    }

    private static void put(Headers headers, String name, String value) {
        headers.remove(name);
        headers.add(name, value.getBytes(StandardCharsets.UTF_8));
    }
}
