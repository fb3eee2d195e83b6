package io.clipstream.topology;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Makes dead letters: the original key and value as they came, and in headers why, where, and from which place.
 *
 * <p>The original's own headers are kept, but for those of our names: {@link LetterHeaders} has them. A record that was
 * replayed says how often it was refused before, so that its letter can count on.
 */
public final class DeadLetters {
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
        String replayOf = LetterHeaders.replayOf(original);
        Headers headers = LetterHeaders.withoutOurs(original);
        LetterHeaders.add(headers, LetterHeaders.STAGE, stage.name());
        LetterHeaders.add(headers, LetterHeaders.REASON, reason.name());
        LetterHeaders.add(headers, LetterHeaders.MESSAGE, cut(message));
        LetterHeaders.add(headers, LetterHeaders.TOPIC, source.topic());
        LetterHeaders.add(headers, LetterHeaders.PARTITION, Integer.toString(source.partition()));
        LetterHeaders.add(headers, LetterHeaders.OFFSET, Long.toString(source.offset()));
        LetterHeaders.add(headers, LetterHeaders.TIMESTAMP, Long.toString(source.timestamp()));
        LetterHeaders.add(headers, LetterHeaders.REFUSED_AT, Long.toString(now));
        LetterHeaders.add(headers, LetterHeaders.ATTEMPTS, Integer.toString(LetterHeaders.attempts(original) + 1));
        if (replayOf != null) {
            LetterHeaders.add(headers, LetterHeaders.REPLAY_OF, replayOf);
        }
        return new Record<>(key, value, Math.max(0, now), headers);
    }

    /** The dead letter of a record that could not be read any more: only its place is known. */
    public static Record<byte[], byte[]> ofLost(
            Stage stage, Reason reason, String message, SourcePosition source, long now) {
        Record<byte[], byte[]> letter = of(null, null, new RecordHeaders(), stage, reason, message, source, now);
        LetterHeaders.add(letter.headers(), LetterHeaders.OMITTED, LetterHeaders.UNKNOWN);
        return letter;
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
}
