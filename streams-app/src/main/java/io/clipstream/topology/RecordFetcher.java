package io.clipstream.topology;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Reads single records again by their coordinates: the log is the store.
 *
 * <p>Safe for use by many threads; results complete on the fetcher's own thread.
 */
public interface RecordFetcher extends AutoCloseable {
    /**
     * Reads the committed record at that place.
     *
     * @return the record, or empty if it is gone (retention, or never committed); fails with
     *     {@link java.util.concurrent.TimeoutException} after the fetcher's deadline
     */
    CompletableFuture<Optional<ConsumerRecord<byte[], byte[]>>> fetch(String topic, int partition, long offset);

    @Override
    void close();
}
