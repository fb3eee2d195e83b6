package io.clipstream.topology;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Weights that are asked for before their task's turn comes: a fetcher reads together what is asked for together, so that a
 * start with thousands of tasks does not wait for the brokers at each. The tail's thread alone.
 */
final class AdapterTailAhead {
    private static final int MOST = 64;
    private static final long MOST_BYTES = 16L << 20;

    private final RecordFetcher fetcher;
    private final Map<SourcePosition, Asked> asked = new HashMap<>();
    private long bytes;

    private record Asked(CompletableFuture<Optional<ConsumerRecord<byte[], byte[]>>> answer, int bytes) {}

    AdapterTailAhead(RecordFetcher fetcher) {
        this.fetcher = fetcher;
    }

    /** Whether there is room for another: by number, and by the bytes of those that wait. */
    boolean hasRoom() {
        return asked.size() < MOST && bytes < MOST_BYTES;
    }

    /** Asks for the record of so many bytes at that place. */
    void ask(SourcePosition place, int size) {
        if (!asked.containsKey(place)) {
            asked.put(place, new Asked(fetcher.fetch(place.topic(), place.partition(), place.offset()), size));
            bytes += size;
        }
    }

    /** The record at that place, asked for now if it was not before. */
    CompletableFuture<Optional<ConsumerRecord<byte[], byte[]>>> take(SourcePosition place) {
        Asked before = asked.remove(place);
        if (before == null) {
            return fetcher.fetch(place.topic(), place.partition(), place.offset());
        }
        bytes -= before.bytes;
        return before.answer;
    }

    /** Nobody wants what is left. */
    void forget() {
        asked.clear();
        bytes = 0;
    }
}
