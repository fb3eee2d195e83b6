package io.clipstream.app.letters;

import io.clipstream.app.client.RefusedException;
import io.clipstream.topology.RecordFetcher;
import io.clipstream.topology.SourcePosition;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Reads letters again with their payloads, and the originals that letters leave out; safe for use by many threads. */
public final class ReplayOriginals {
    private final String deadLetters;
    private final RecordFetcher fetcher;

    /**
     * Reads from here.
     *
     * @param deadLetters the letters' topic
     * @param fetcher closed by the caller
     */
    public ReplayOriginals(String deadLetters, RecordFetcher fetcher) {
        this.deadLetters = deadLetters;
        this.fetcher = fetcher;
    }

    /** The whole letter; empty where it is no longer there. */
    public Optional<ConsumerRecord<byte[], byte[]>> letter(LetterId id) {
        return join(begin(id));
    }

    /** The record that has the letter's original key, value and headers; empty where it is no longer there. */
    public Optional<ConsumerRecord<byte[], byte[]>> original(Letter letter) {
        return join(begin(letter));
    }

    /** Begins to read it. */
    CompletableFuture<Optional<ConsumerRecord<byte[], byte[]>>> begin(Letter letter) {
        if (!letter.omitted()) {
            return begin(letter.id());
        }
        SourcePosition at = letter.source();
        return fetcher.fetch(at.topic(), at.partition(), at.offset())
                .thenCombine(begin(letter.id()), (found, itself) -> found.filter(r -> isThatOf(letter, r, itself)));
    }

    private CompletableFuture<Optional<ConsumerRecord<byte[], byte[]>>> begin(LetterId id) {
        return fetcher.fetch(deadLetters, id.partition(), id.offset());
    }

    /** A topic that was made anew has other records at the same places. */
    private static boolean isThatOf(
            Letter letter, ConsumerRecord<byte[], byte[]> found, Optional<ConsumerRecord<byte[], byte[]>> itself) {
        boolean sameTime = letter.source().timestamp() == Math.max(0, found.timestamp())
                || letter.source().timestamp() == found.timestamp();
        byte[] key = itself.map(ConsumerRecord::key).orElse(null);
        return sameTime && (key == null || Arrays.equals(key, found.key()));
    }

    /** Waits for what was begun. */
    static Optional<ConsumerRecord<byte[], byte[]>> join(
            CompletableFuture<Optional<ConsumerRecord<byte[], byte[]>>> reading) {
        try {
            return reading.join();
        } catch (CompletionException e) {
            throw new RefusedException("a record could not be read again: " + e.getCause(), e.getCause());
        }
    }
}
