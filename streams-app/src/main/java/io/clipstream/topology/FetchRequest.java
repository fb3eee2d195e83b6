package io.clipstream.topology;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** One record that somebody waits for. */
record FetchRequest(
        TopicPartition partition,
        long offset,
        long deadlineNanos,
        CompletableFuture<Optional<ConsumerRecord<byte[], byte[]>>> result) {
    void found(ConsumerRecord<byte[], byte[]> record) {
        result.complete(Optional.of(record));
    }

    void gone() {
        result.complete(Optional.empty());
    }

    void fail(Exception cause) {
        result.completeExceptionally(cause);
    }
}
