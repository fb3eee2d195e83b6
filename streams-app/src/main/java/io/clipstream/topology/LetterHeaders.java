package io.clipstream.topology;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * The headers that Clipstream puts on dead letters, on the records that are replayed from them, and on the marks that a
 * replay leaves; all values are UTF-8 text.
 *
 * <p>Records come from outsiders, who may send headers of these names: they are never believed where they make no sense,
 * and what is ours on a letter replaces them.
 */
public final class LetterHeaders {
    /** {@link Stage} that refused the record. */
    public static final String STAGE = "clipstream.stage";
    /** {@link Reason} for which it was refused. */
    public static final String REASON = "clipstream.reason";
    /** What was expected and what came, for a person; at most 4,096 bytes. */
    public static final String MESSAGE = "clipstream.message";
    /** Topic that the record came from. */
    public static final String TOPIC = "clipstream.topic";
    /** Partition that it came from. */
    public static final String PARTITION = "clipstream.partition";
    /** Offset that it came from. */
    public static final String OFFSET = "clipstream.offset";
    /** Timestamp that it had there, milliseconds since the epoch. */
    public static final String TIMESTAMP = "clipstream.timestamp";
    /** When it was refused, milliseconds since the epoch. */
    public static final String REFUSED_AT = "clipstream.refused-at";
    /**
     * On a letter: how often the record was refused, this time included; from 1. On a replayed record: how often it was
     * refused before.
     */
    public static final String ATTEMPTS = "clipstream.attempts";
    /** On a replayed record and its next letter: the letter it was replayed from, as partition/offset. */
    public static final String REPLAY_OF = "clipstream.replay-of";
    /**
     * On a letter without its original, or without all of it: how many bytes the whole letter would have had, or
     * {@link #UNKNOWN}. The original is where the coordinates say, if anywhere.
     */
    public static final String OMITTED = "clipstream.omitted-bytes";
    /** On the mark of a replay, which is a record without value beside the letters: the letter, as partition/offset. */
    public static final String REPLAYED = "clipstream.replayed";
    /** On the mark of a replay: where the record had come from, as topic/partition/offset@timestamp. */
    public static final String REPLAYED_FROM = "clipstream.replayed-from";
    /** On the mark of a replay: where the record is now, as topic/partition/offset. */
    public static final String REPLAYED_TO = "clipstream.replayed-to";

    /** Value of {@link #OMITTED} where nobody knows how large the original was. */
    public static final String UNKNOWN = "unknown";

    /** What a letter has of ours; everything else on it is the original's. */
    static final Set<String> OURS = Set.of(
            STAGE,
            REASON,
            MESSAGE,
            TOPIC,
            PARTITION,
            OFFSET,
            TIMESTAMP,
            REFUSED_AT,
            ATTEMPTS,
            REPLAY_OF,
            OMITTED,
            REPLAYED,
            REPLAYED_FROM,
            REPLAYED_TO);

    /** A million replays of one record are nobody's; the bound keeps the number printable and the sum from overflowing. */
    private static final Pattern COUNT = Pattern.compile("[1-9][0-9]{0,5}");

    private static final Pattern PLACE = Pattern.compile("[0-9]{1,9}/[0-9]{1,18}");

    private LetterHeaders() {}

    /** Whether a header of this name is ours; the original's are given back with a replay, ours are not. */
    public static boolean isOurs(String name) {
        return OURS.contains(name);
    }

    /** How often a record was refused, by its header; 0 where it has none, or one that makes no sense. */
    public static int attempts(Headers headers) {
        String value = text(headers, ATTEMPTS);
        return value != null && COUNT.matcher(value).matches() ? Integer.parseInt(value) : 0;
    }

    /** The letter that a record was replayed from, as partition/offset; null where it has no such header, or nonsense. */
    public static String replayOf(Headers headers) {
        String value = text(headers, REPLAY_OF);
        return value != null && PLACE.matcher(value).matches() ? value : null;
    }

    /** The last header of this name as text; null where there is none. */
    public static String text(Headers headers, String name) {
        Header header = headers.lastHeader(name);
        return header == null || header.value() == null ? null : new String(header.value(), StandardCharsets.UTF_8);
    }

    /** The original's headers, in their order, as far as they are not ours. */
    public static RecordHeaders withoutOurs(Headers headers) {
        RecordHeaders others = new RecordHeaders();
        for (Header header : headers) {
            if (!isOurs(header.key())) {
                others.add(header);
            }
        }
        return others;
    }

    /** Adds a header. */
    public static void add(Headers headers, String name, String value) {
        headers.add(name, value.getBytes(StandardCharsets.UTF_8));
    }
}
