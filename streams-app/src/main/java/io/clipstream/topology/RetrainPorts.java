package io.clipstream.topology;

import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * What the retrain role needs from outside; closed by its owner after the streams application.
 *
 * @param heads computes text weights, on threads of its own
 * @param executors run fits, away from the stream threads
 * @param fetcher reads versions again
 * @param partitions of the topics as they are
 */
public record RetrainPorts(
        HeadSource heads, RetrainExecutors executors, RecordFetcher fetcher, PartitionCounts partitions) {
    public RetrainPorts {
        Objects.requireNonNull(heads, "heads");
        Objects.requireNonNull(executors, "executors");
        Objects.requireNonNull(fetcher, "fetcher");
        Objects.requireNonNull(partitions, "partitions");
    }

    /** With nothing that reads a record again, and no knowledge of partitions. */
    static RetrainPorts of(HeadSource heads, RetrainExecutors executors) {
        return new RetrainPorts(heads, executors, new NoFetcher(), PartitionCounts.UNKNOWN);
    }

    /** Finds nothing. */
    private static final class NoFetcher implements RecordFetcher {
        @Override
        public CompletableFuture<Optional<ConsumerRecord<byte[], byte[]>>> fetch(
                String topic, int partition, long offset) {
            return CompletableFuture.completedFuture(Optional.empty());
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    }
}
