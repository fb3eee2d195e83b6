package io.clipstream.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clipstream.testing.Patience;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class KafkaRecordFetcherTest {
    private static final TopicPartition PARTITION = new TopicPartition("images", 0);

    @Test
    void goesOnAfterAFailureThatNobodyExpected() throws Exception {
        // Given a client whose first poll breaks
        FaultyConsumer consumer = new FaultyConsumer(new IllegalStateException("a bug"));
        try (KafkaRecordFetcher fetcher = new KafkaRecordFetcher(() -> consumer, Patience.LIMIT)) {

            // When
            var first = Patience.limited(fetcher.fetch("images", 0, 0));

            // Then what was asked fails with it, and the next is answered
            assertThatThrownBy(first::get)
                    .hasCauseInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("a bug");
            var second = Patience.limited(fetcher.fetch("images", 0, 0));
            assertThat(second.get())
                    .hasValueSatisfying(r -> assertThat(r.offset()).isZero());
        }
    }

    @Test
    void goesOnAfterARecordThatTheHeapDidNotHold() throws Exception {
        // Given
        FaultyConsumer consumer = new FaultyConsumer(new OutOfMemoryError("Java heap space"));
        try (KafkaRecordFetcher fetcher = new KafkaRecordFetcher(() -> consumer, Patience.LIMIT)) {

            // When
            var first = Patience.limited(fetcher.fetch("images", 0, 0));

            // Then
            assertThatThrownBy(first::get).hasStackTraceContaining("Java heap space");
            assertThat(Patience.limited(fetcher.fetch("images", 0, 0)).get()).isPresent();
        }
    }

    /** Fails its first poll and finds one record in every later one. */
    private static final class FaultyConsumer extends MockConsumer<byte[], byte[]> {
        private final Throwable fault;
        private boolean failed;

        FaultyConsumer(Throwable fault) {
            super("none");
            this.fault = fault;
            Node node = new Node(0, "localhost", 1);
            Node[] nodes = {node};
            updatePartitions("images", List.of(new PartitionInfo("images", 0, node, nodes, nodes)));
            updateBeginningOffsets(Map.of(PARTITION, 0L));
            updateEndOffsets(Map.of(PARTITION, 1L));
        }

        @Override
        public synchronized ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
            if (!failed) {
                failed = true;
                if (fault instanceof Error error) {
                    throw error;
                }
                throw (RuntimeException) fault;
            }
            byte[] value = "value".getBytes(StandardCharsets.UTF_8);
            addRecord(new ConsumerRecord<>("images", 0, 0, value, value));
            return super.poll(timeout);
        }
    }
}
