package io.clipstream.app.letters;

import io.clipstream.topology.LetterHeaders;
import io.clipstream.topology.SourcePosition;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;

/**
 * The mark of a replay: a record without key and value, in one transaction with the replayed record.
 *
 * <p>It stands in the letter's own partition, behind the letter, so that retention never takes it first.
 *
 * @param source where the letter's record had come from: one record may have more than one letter
 * @param replay what was done
 */
record ReplayMark(SourcePosition source, Replay replay) {
    private static final Pattern FROM =
            Pattern.compile("([A-Za-z0-9._-]{1,249})/([0-9]{1,9})/([0-9]{1,18})@(-1|[0-9]{1,18})");
    private static final Pattern TO = Pattern.compile("([A-Za-z0-9._-]{1,249})/([0-9]{1,9})/([0-9]{1,18})");

    /** Whether a record of the dead-letters topic speaks of a replay instead of being a letter. */
    static boolean isMark(Headers headers) {
        return headers.lastHeader(LetterHeaders.REPLAYED) != null;
    }

    /** From a record; empty where it makes no sense. */
    static Optional<ReplayMark> of(ConsumerRecord<byte[], byte[]> record) {
        Headers headers = record.headers();
        Optional<LetterId> letter = LetterId.parse(LetterHeaders.text(headers, LetterHeaders.REPLAYED));
        Matcher from = matcher(FROM, headers, LetterHeaders.REPLAYED_FROM);
        Matcher to = matcher(TO, headers, LetterHeaders.REPLAYED_TO);
        if (letter.isEmpty() || !from.matches() || !to.matches()) {
            return Optional.empty();
        }
        SourcePosition source = new SourcePosition(
                from.group(1),
                Integer.parseInt(from.group(2)),
                Long.parseLong(from.group(3)),
                Long.parseLong(from.group(4)));
        Replay replay = new Replay(
                letter.get(),
                record.timestamp(),
                to.group(1),
                Integer.parseInt(to.group(2)),
                Long.parseLong(to.group(3)),
                null);
        return Optional.of(new ReplayMark(source, replay));
    }

    private static Matcher matcher(Pattern pattern, Headers headers, String name) {
        String text = LetterHeaders.text(headers, name);
        return pattern.matcher(text == null ? "" : text);
    }

    /** As a record of {@code deadLetters}. */
    ProducerRecord<byte[], byte[]> toRecord(String deadLetters) {
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<byte[], byte[]>(
                deadLetters, replay.letter().partition(), replay.at(), null, (byte[]) null, null);
        LetterHeaders.add(
                record.headers(), LetterHeaders.REPLAYED, replay.letter().toString());
        LetterHeaders.add(
                record.headers(),
                LetterHeaders.REPLAYED_FROM,
                source.topic() + "/" + source.partition() + "/" + source.offset() + "@" + source.timestamp());
        LetterHeaders.add(record.headers(), LetterHeaders.REPLAYED_TO, replay.target());
        return record;
    }
}
