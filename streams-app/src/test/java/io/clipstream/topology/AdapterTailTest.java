package io.clipstream.topology;

import io.clipstream.scoring.VersionLoader;
import io.clipstream.scoring.VersionRegistry;
import io.clipstream.testing.Patience;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

class AdapterTailTest {
    private final Topics topics = ScoreFixture.topics("", "mock://adapter-tail-test", 1);

    @Test
    void startsOverAfterAFailureThatNobodyExpected() throws Exception {
        // Given a client that breaks the first time
        AtomicInteger made = new AtomicInteger();
        Supplier<Consumer<byte[], byte[]>> consumers = () -> {
            if (made.incrementAndGet() == 1) {
                throw new IllegalStateException("a bug");
            }
            return emptyTopic(topics.adapters().name());
        };

        // When
        try (AdapterTail tail = AdapterTail.start(
                consumers,
                topics.adapters(),
                new EmptyLog(),
                new VersionLoader("model", 4),
                new VersionRegistry(),
                AdapterTailListener.NONE)) {

            // Then it catches up all the same
            Patience.limited(tail.ready()).get();
        }
        Assertions.assertThat(made).hasValue(2);
    }

    private static final class EmptyLog implements RecordFetcher {
        @Override
        public CompletableFuture<Optional<ConsumerRecord<byte[], byte[]>>> fetch(
                String topic, int partition, long offset) {
            return CompletableFuture.completedFuture(Optional.empty());
        }

        @Override
        public void close() {}
    }

    private static Consumer<byte[], byte[]> emptyTopic(String topic) {
        MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
        Node node = new Node(0, "localhost", 1);
        Node[] nodes = {node};
        consumer.updatePartitions(topic, List.of(new PartitionInfo(topic, 0, node, nodes, nodes)));
        consumer.updateBeginningOffsets(Map.of(new TopicPartition(topic, 0), 0L));
        consumer.updateEndOffsets(Map.of(new TopicPartition(topic, 0), 0L));
        return consumer;
    }
}
