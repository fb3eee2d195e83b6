package io.clipstream.topology;

import io.clipstream.testing.Stack;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Measures how quick machine and brokers are just now: one transaction of one record, from its beginning to its reading. */
final class RoundTrip implements AutoCloseable {
    private final String topic;
    private final KafkaProducer<byte[], byte[]> producer;
    private final KafkaConsumer<byte[], byte[]> consumer;

    RoundTrip(Stack stack, String name) {
        this.topic = stack.createTopic(name, 1);
        this.producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", stack.bootstrapServers(), "transactional.id", topic),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        producer.initTransactions();
        this.consumer = stack.consumer(new ByteArrayDeserializer(), new ByteArrayDeserializer());
        List<TopicPartition> partitions = List.of(new TopicPartition(topic, 0));
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    long nanos() {
        long begun = System.nanoTime();
        producer.beginTransaction();
        producer.send(new ProducerRecord<>(topic, new byte[] {1}));
        producer.commitTransaction();
        while (consumer.poll(Duration.ofMillis(5)).isEmpty()) {
            // A test's own time limit ends this.
        }
        return System.nanoTime() - begun;
    }

    @Override
    public void close() {
        producer.close();
        consumer.close();
    }
}
