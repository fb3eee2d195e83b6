package io.clipstream.app.letters;

import io.clipstream.topology.LetterHeaders;
import io.clipstream.topology.SourcePosition;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;

/**
 * What is kept of a dead letter while many are looked at: everything but its payload.
 *
 * @param id its place
 * @param refusedAt milliseconds since the epoch
 * @param stage a name of {@link io.clipstream.topology.Stage}, or of a later release
 * @param reason a name of {@link io.clipstream.topology.Reason}, or of a later release
 * @param message why, in words; the first 240 characters
 * @param source where the record came from
 * @param key the record's key as text, the first 120 characters; null where it has none
 * @param attempts how often the record was refused, this time included
 * @param bytes of key and value, also where they were left out of the letter; -1 where nobody knows
 * @param omitted whether the record, or a part of it, was left out of the letter
 */
public record Letter(
        LetterId id,
        long refusedAt,
        String stage,
        String reason,
        String message,
        SourcePosition source,
        String key,
        int attempts,
        long bytes,
        boolean omitted) {
    private static final int MESSAGE = 240;
    private static final int KEY = 120;
    private static final int LONGEST_NAME = 249;

    /** The letter in a record of the dead-letters topic; empty where the record is none: anybody may write there. */
    public static Optional<Letter> of(ConsumerRecord<byte[], byte[]> record) {
        Headers headers = record.headers();
        String stage = LetterHeaders.text(headers, LetterHeaders.STAGE);
        String reason = LetterHeaders.text(headers, LetterHeaders.REASON);
        String topic = LetterHeaders.text(headers, LetterHeaders.TOPIC);
        OptionalLong partition = number(headers, LetterHeaders.PARTITION);
        OptionalLong offset = number(headers, LetterHeaders.OFFSET);
        if (stage == null
                || reason == null
                || topic == null
                || topic.length() > LONGEST_NAME
                || partition.isEmpty()
                || partition.getAsLong() > Integer.MAX_VALUE
                || offset.isEmpty()) {
            return Optional.empty();
        }
        long timestamp = number(headers, LetterHeaders.TIMESTAMP).orElse(-1);
        String message = LetterHeaders.text(headers, LetterHeaders.MESSAGE);
        String omitted = LetterHeaders.text(headers, LetterHeaders.OMITTED);
        return Optional.of(new Letter(
                new LetterId(record.partition(), record.offset()),
                number(headers, LetterHeaders.REFUSED_AT).orElse(record.timestamp()),
                cut(stage, KEY),
                cut(reason, KEY),
                message == null ? "" : cut(message, MESSAGE),
                new SourcePosition(topic, (int) partition.getAsLong(), offset.getAsLong(), timestamp),
                key(record.key()),
                Math.max(1, LetterHeaders.attempts(headers)),
                omitted == null
                        ? length(record.key()) + length(record.value())
                        : number(headers, LetterHeaders.OMITTED).orElse(-1),
                omitted != null));
    }

    /** From digits alone, up to 18 of them. */
    static OptionalLong number(Headers headers, String name) {
        String text = LetterHeaders.text(headers, name);
        return text != null
                        && text.length() <= 18
                        && !text.isEmpty()
                        && text.chars().allMatch(Letter::isDigit)
                ? OptionalLong.of(Long.parseLong(text))
                : OptionalLong.empty();
    }

    private static boolean isDigit(int character) {
        return character >= '0' && character <= '9';
    }

    private static String key(byte[] key) {
        // Enough bytes for that many characters, and no copy of a huge key.
        return key == null
                ? null
                : cut(new String(Arrays.copyOf(key, Math.min(key.length, 4 * KEY)), StandardCharsets.UTF_8), KEY);
    }

    private static long length(byte[] bytes) {
        return bytes == null ? 0 : bytes.length;
    }

    /** A substring keeps no more than itself. */
    private static String cut(String text, int characters) {
        return text.length() <= characters ? text : text.substring(0, characters - 3) + "...";
    }
}
