package io.clipstream.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clipstream.testing.Patience;
import io.clipstream.testing.Stack;
import io.clipstream.testing.StackExtension;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(StackExtension.class)
class KafkaRecordFetcherIT {
    @Test
    void readsCommittedRecordsAndKnowsWhichAreGone(Stack stack) throws Exception {
        // Given offsets 0-2 committed, 3 a marker, 4-5 aborted, 6 a marker, 7 committed, 8 a marker
        String topic = stack.createTopic("transactions", 1);
        try (RecordFetcher fetcher = fetcher(stack, Patience.LIMIT);
                KafkaProducer<byte[], byte[]> producer = transactional(stack, "a")) {
            producer.beginTransaction();
            send(producer, topic, 0, 1, 2);
            producer.commitTransaction();
            producer.beginTransaction();
            send(producer, topic, 4, 5);
            // Otherwise the producer drops them unsent.
            producer.flush();
            producer.abortTransaction();
            producer.beginTransaction();
            send(producer, topic, 7);
            producer.commitTransaction();

            // When all are asked for at once, in no order
            List<CompletableFuture<Optional<ConsumerRecord<byte[], byte[]>>>> results = new ArrayList<>();
            for (long offset : new long[] {7, 0, 4, 6, 2, 3, 1, 5, 8, 0}) {
                results.add(fetcher.fetch(topic, 0, offset));
            }

            // Then
            assertThat(results.stream().map(r -> r.join().map(ConsumerRecord::offset)))
                    .containsExactly(
                            Optional.of(7L),
                            Optional.of(0L),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.of(2L),
                            Optional.empty(),
                            Optional.of(1L),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.of(0L));
            assertThat(results.get(0).join().orElseThrow().value()).containsExactly(7);
        }
    }

    @Test
    void saysGoneForWhatIsOutsideTheLog(Stack stack) throws Exception {
        // Given
        String topic = stack.createTopic("truncated", 1);
        try (RecordFetcher fetcher = fetcher(stack, Patience.LIMIT);
                KafkaProducer<byte[], byte[]> producer =
                        stack.producer(new ByteArraySerializer(), new ByteArraySerializer());
                Admin admin = stack.admin()) {
            send(producer, topic, 0, 1, 2, 3);
            producer.flush();
            admin.deleteRecords(Map.of(new TopicPartition(topic, 0), RecordsToDelete.beforeOffset(2)))
                    .all()
                    .get();

            // When, Then
            assertThat(fetcher.fetch(topic, 0, 1).join()).isEmpty();
            assertThat(fetcher.fetch(topic, 0, 3).join()).isPresent();
            assertThat(fetcher.fetch(topic, 0, 1_000_000).join()).isEmpty();
            assertThat(fetcher.fetch(topic, 7, 0).join()).isEmpty();
            assertThat(fetcher.fetch(stack.name("nowhere"), 0, 0).join()).isEmpty();
            assertThat(fetcher.fetch("not a topic's name", 0, 0).join()).isEmpty();
            assertThat(fetcher.fetch(topic, 0, -1).join()).isEmpty();
        }
    }

    @Test
    void waitsForAnOpenTransactionUntilItsDeadlineAndHoldsUpNobodyElse(Stack stack) throws Exception {
        // Given
        String topic = stack.createTopic("open", 2);
        try (RecordFetcher patient = fetcher(stack, Patience.LIMIT);
                RecordFetcher hasty = fetcher(stack, Duration.ofMillis(300));
                KafkaProducer<byte[], byte[]> producer = transactional(stack, "b");
                KafkaProducer<byte[], byte[]> other =
                        stack.producer(new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.beginTransaction();
            send(producer, topic, 0);
            producer.flush();
            other.send(new ProducerRecord<>(topic, 1, null, new byte[] {1})).get();

            // When
            CompletableFuture<Optional<ConsumerRecord<byte[], byte[]>>> inside = patient.fetch(topic, 0, 0);
            CompletableFuture<Optional<ConsumerRecord<byte[], byte[]>>> late = hasty.fetch(topic, 0, 0);

            // Then
            assertThat(patient.fetch(topic, 1, 0).join()).isPresent();
            assertThatThrownBy(late::join).hasCauseInstanceOf(TimeoutException.class);
            assertThat(inside).isNotDone();
            producer.commitTransaction();
            assertThat(inside.join()).isPresent();
        }
    }

    @Test
    void failsWhatIsOpenWhenClosed(Stack stack) throws Exception {
        // Given
        String topic = stack.createTopic("closing", 1);
        try (KafkaProducer<byte[], byte[]> producer = transactional(stack, "c")) {
            producer.beginTransaction();
            send(producer, topic, 0);
            producer.flush();
            RecordFetcher fetcher = fetcher(stack, Patience.LIMIT);
            CompletableFuture<Optional<ConsumerRecord<byte[], byte[]>>> open = fetcher.fetch(topic, 0, 0);

            // When
            fetcher.close();

            // Then
            assertThatThrownBy(open::join).hasCauseInstanceOf(RejectedExecutionException.class);
            assertThatThrownBy(fetcher.fetch(topic, 0, 0)::join).hasCauseInstanceOf(RejectedExecutionException.class);
            producer.abortTransaction();
        }
    }

    private static RecordFetcher fetcher(Stack stack, Duration deadline) {
        return new KafkaRecordFetcher(Map.of("bootstrap.servers", stack.bootstrapServers()), deadline);
    }

    private static KafkaProducer<byte[], byte[]> transactional(Stack stack, String id) {
        KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers",
                        stack.bootstrapServers(),
                        "transactional.id",
                        stack.name(id),
                        "transaction.timeout.ms",
                        600_000),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        producer.initTransactions();
        return producer;
    }

    private static void send(KafkaProducer<byte[], byte[]> producer, String topic, int... values) {
        for (int value : values) {
            producer.send(new ProducerRecord<>(topic, 0, null, new byte[] {(byte) value}));
        }
    }
}
