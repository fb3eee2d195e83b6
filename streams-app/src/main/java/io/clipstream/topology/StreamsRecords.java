package io.clipstream.topology;

import java.time.Clock;
import java.util.Optional;
import org.apache.kafka.streams.processor.api.ProcessingContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/** What processors of byte records have in common: where a record came from, and its dead letter. */
final class StreamsRecords {
    /** Largest command, in bytes: the promotion log, which takes a megabyte, quotes it. */
    static final int LARGEST_COMMAND = 64 * 1024;

    /** Largest example, in bytes: the changelog that keeps it takes a megabyte. */
    static final int LARGEST_EXAMPLE = 768 * 1024;

    private StreamsRecords() {}

    /** The place of the record in hand. */
    static SourcePosition position(ProcessingContext context, Record<?, ?> record) {
        RecordMetadata metadata = context.recordMetadata()
                .orElseThrow(() -> new IllegalStateException("a source record is processed outside process()"));
        return new SourcePosition(metadata.topic(), metadata.partition(), metadata.offset(), record.timestamp());
    }

    /** What is wrong with the size of a record; empty if key, value and headers together have at most that many bytes. */
    static Optional<String> tooLarge(Record<byte[], byte[]> record, int maxBytes) {
        long size = LetterLimit.size(record);
        return size <= maxBytes
                ? Optional.empty()
                : Optional.of(
                        "key, value and headers together must have at most " + maxBytes + " bytes, they have " + size);
    }

    /** The dead letter of a record that is refused as it stands. */
    static Record<byte[], byte[]> deadLetter(
            Record<byte[], byte[]> record, Stage stage, Reason reason, String message, SourcePosition at, Clock clock) {
        return DeadLetters.of(
                record.key(), record.value(), record.headers(), stage, reason, message, at, clock.millis());
    }
}
