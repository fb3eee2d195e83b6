package io.clipstream.topology;

import java.nio.charset.StandardCharsets;
import java.util.Set;
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
    /** The headers that are ours. */
    static final Set<String> HEADERS = Set.of(
            "clipstream.stage",
            "clipstream.reason",
            "clipstream.message",
            "clipstream.topic",
            "clipstream.partition",
            "clipstream.offset",
            "clipstream.timestamp",
            "clipstream.refused-at");

    private static final int MESSAGE_BYTES = 4096;

    private DeadLetters() {}

    /**
     * A dead letter.
     *
     * @param key the original key's bytes, may be null
     * @param value the original value's bytes, may be null
     * @param original the original's headers
     * @param message what was expected and what came, for a person; cut after 4,096 bytes
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
        put(headers, "clipstream.message", cut(message));
        put(headers, "clipstream.topic", source.topic());
        put(headers, "clipstream.partition", Integer.toString(source.partition()));
        put(headers, "clipstream.offset", Long.toString(source.offset()));
        put(headers, "clipstream.timestamp", Long.toString(source.timestamp()));
        put(headers, "clipstream.refused-at", Long.toString(now));
        return new Record<>(key, value, Math.max(0, now), headers);
    }

    /** A message may quote what came, which may be of any size. */
    private static String cut(String message) {
        byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
        if (bytes.length <= MESSAGE_BYTES) {
            return message;
        }
        int end = MESSAGE_BYTES - 3;
        while ((bytes[end] & 0xC0) == 0x80) {
            // Inside a character.
            end--;
        }
        return new String(bytes, 0, end, StandardCharsets.UTF_8) + "...";
    }

    private static void put(Headers headers, String name, String value) {
        headers.remove(name);
        headers.add(name, value.getBytes(StandardCharsets.UTF_8));
    }
}
