package io.clipstream.app.letters;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.clipstream.topology.DeadLetters;
import io.clipstream.topology.LetterHeaders;
import io.clipstream.topology.Reason;
import io.clipstream.topology.SourcePosition;
import io.clipstream.topology.Stage;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.streams.processor.api.Record;

/** Records of the dead-letters topic, as the roles and replays write them. */
final class Letters {
    static final String TOPIC = "dead-letters";

    private Letters() {}

    /** A letter of the image at that offset, for the first time. */
    static ConsumerRecord<byte[], byte[]> letter(long id, long offset) {
        return letter(id, new SourcePosition("images", 0, offset, 5_000), Reason.UNKNOWN_TASK, new RecordHeaders());
    }

    static ConsumerRecord<byte[], byte[]> letter(long id, SourcePosition source, Reason reason, Headers original) {
        Record<byte[], byte[]> letter = DeadLetters.of(
                bytes("key-" + source.offset()),
                bytes("value-" + source.offset()),
                original,
                Stage.SCORE,
                reason,
                "no task",
                source,
                10_000 + id);
        return record(TOPIC, 0, id, letter.timestamp(), letter.key(), letter.value(), letter.headers());
    }

    /** The letter of a record that had been replayed from {@code of}. */
    static ConsumerRecord<byte[], byte[]> again(long id, long offset, LetterId of, int refusedBefore) {
        Headers headers = new RecordHeaders()
                .add(LetterHeaders.ATTEMPTS, bytes(Integer.toString(refusedBefore)))
                .add(LetterHeaders.REPLAY_OF, bytes(of.toString()));
        return letter(id, new SourcePosition("images", 0, offset, 9_000), Reason.UNREADABLE_IMAGE, headers);
    }

    /** The mark of a replay of {@code letter} to that offset. */
    static ConsumerRecord<byte[], byte[]> mark(long id, ConsumerRecord<byte[], byte[]> letter, long to) {
        Letter replayed = Letter.of(letter).orElseThrow();
        ProducerRecord<byte[], byte[]> mark = new ReplayMark(
                        replayed.source(), new Replay(replayed.id(), 20_000 + id, "images", 0, to, null))
                .toRecord(TOPIC);
        return record(TOPIC, 0, id, 20_000 + id, mark.key(), mark.value(), mark.headers());
    }

    static ConsumerRecord<byte[], byte[]> record(
            String topic, int partition, long offset, long timestamp, byte[] key, byte[] value, Headers headers) {
        return new ConsumerRecord<>(
                topic,
                partition,
                offset,
                timestamp,
                TimestampType.CREATE_TIME,
                -1,
                -1,
                key,
                value,
                headers,
                Optional.empty());
    }

    static LetterIndex index(Iterable<ConsumerRecord<byte[], byte[]>> records) {
        LetterIndex index = new LetterIndex((letter, record) -> true);
        records.forEach(index::add);
        return index;
    }

    static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
