package io.clipstream.topology;

import io.clipstream.scoring.VersionLoader;
import io.clipstream.scoring.VersionRegistry;
import io.clipstream.testing.Patience;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
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
        // Given a client that breaks the first two times
        AtomicInteger made = new AtomicInteger();
        Supplier<Consumer<byte[], byte[]>> consumers = () -> {
            if (made.incrementAndGet() == 1) {
                throw new IllegalStateException("a bug");
            }
            if (made.get() == 2) {
                throw new OutOfMemoryError("Java heap space");
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
        Assertions.assertThat(made).hasValue(3);
    }

    @Test
    void saysThatItHasCaughtUpOnlyOnceItHasReadWhatWasThereWhenAsked() throws Exception {
        // Given a tail at the end of the topic
        String topic = topics.adapters().name();
        CountDownLatch asked = new CountDownLatch(2);
        Semaphore polls = new Semaphore(0);
        MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest") {
            @Override
            public synchronized Map<TopicPartition, Long> endOffsets(Collection<TopicPartition> partitions) {
                asked.countDown();
                return super.endOffsets(partitions);
            }

            @Override
            public synchronized ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
                polls.release();
                return super.poll(timeout);
            }
        };
        fill(consumer, topic);
        try (AdapterTail tail = AdapterTail.start(
                () -> consumer,
                topics.adapters(),
                new EmptyLog(),
                new VersionLoader("model", 4),
                new VersionRegistry(),
                AdapterTailListener.NONE)) {
            Patience.limited(tail.ready()).get();
            TopicPartition partition = new TopicPartition(topic, 0);

            // When something is published that has not arrived here
            consumer.updateEndOffsets(Map.of(partition, 1L));
            CompletableFuture<Void> caughtUp = tail.catchUp();
            Assertions.assertThat(asked.await(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS))
                    .isTrue();
            polls.drainPermits();
            Assertions.assertThat(polls.tryAcquire(2, Patience.LIMIT.toSeconds(), TimeUnit.SECONDS))
                    .isTrue();

            // Then it is not caught up before that has come
            Assertions.assertThat(caughtUp).isNotDone();
            byte[] garbage = {1};
            consumer.addRecord(new ConsumerRecord<>(topic, 0, 0, "tiles".getBytes(StandardCharsets.UTF_8), garbage));
            Patience.limited(caughtUp).get();
        }
    }

    @Test
    void leavesNobodyWaitingWhenItEnds() {
        // Given a tail that never gets a client
        AdapterTail tail = AdapterTail.start(
                () -> {
                    throw new IllegalStateException("no brokers");
                },
                topics.adapters(),
                new EmptyLog(),
                new VersionLoader("model", 4),
                new VersionRegistry(),
                AdapterTailListener.NONE);
        CompletableFuture<Void> before = tail.catchUp();

        // When
        tail.close();

        // Then
        Assertions.assertThat(before).isCancelled();
        Assertions.assertThat(tail.catchUp()).isCancelled();
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
        fill(consumer, topic);
        return consumer;
    }

    private static void fill(MockConsumer<byte[], byte[]> consumer, String topic) {
        Node node = new Node(0, "localhost", 1);
        Node[] nodes = {node};
        consumer.updatePartitions(topic, List.of(new PartitionInfo(topic, 0, node, nodes, nodes)));
        consumer.updateBeginningOffsets(Map.of(new TopicPartition(topic, 0), 0L));
        consumer.updateEndOffsets(Map.of(new TopicPartition(topic, 0), 0L));
    }
}
