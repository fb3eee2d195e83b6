package io.clipstream.topology;

import io.clipstream.schemas.OriginalHeader;
import io.clipstream.schemas.OriginalRecord;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.StreamSupport;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Record;

/** Keeps a record as it came, so that a later step can still refuse it with its own bytes. */
final class CollectOriginals {
    private CollectOriginals() {}

    static OriginalRecord keep(Record<byte[], byte[]> record, SourcePosition at) {
        List<OriginalHeader> headers = StreamSupport.stream(record.headers().spliterator(), false)
                .map(h -> new OriginalHeader(h.key(), h.value() == null ? null : ByteBuffer.wrap(h.value())))
                .toList();
        return new OriginalRecord(
                ByteBuffer.wrap(record.key()), ByteBuffer.wrap(record.value()), headers, at.toCoordinates());
    }

    static Record<byte[], byte[]> deadLetter(
            OriginalRecord original, Stage stage, Reason reason, String message, long now) {
        Headers headers = new RecordHeaders();
        for (OriginalHeader header : original.getHeaders()) {
            headers.add(header.getName(), header.getValue() == null ? null : bytes(header.getValue()));
        }
        return DeadLetters.of(
                bytes(original.getKey()),
                bytes(original.getValue()),
                headers,
                stage,
                reason,
                message,
                SourcePosition.of(original.getAt()),
                now);
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }
}
