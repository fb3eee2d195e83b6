package io.clipstream.app.client;

import io.clipstream.app.config.KafkaSettings;
import io.clipstream.topology.Topic;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Makes Kafka clients with the deployment's connection properties.
 *
 * @param settings how Kafka is reached
 * @param maxRecordBytes largest record that a producer may send
 */
public record KafkaClients(KafkaSettings settings, int maxRecordBytes) {
    /** A client for topics, groups and the cluster. */
    public Admin admin() {
        Map<String, Object> properties = settings.client("admin");
        properties.putIfAbsent("default.api.timeout.ms", 15_000);
        properties.putIfAbsent("request.timeout.ms", 10_000);
        return Admin.create(properties);
    }

    /** An idempotent producer that waits for all in-sync replicas. */
    public <T> Producer<String, T> producer(Topic<T> topic) {
        Map<String, Object> properties = settings.client("producer");
        properties.putIfAbsent("acks", "all");
        properties.putIfAbsent("enable.idempotence", "true");
        properties.putIfAbsent("linger.ms", "0");
        // Without this, a broker that is not there holds a command for a minute.
        properties.putIfAbsent("max.block.ms", "15000");
        properties.put("max.request.size", maxRecordBytes);
        return new KafkaProducer<>(
                properties, new StringSerializer(), topic.values().serializer());
    }

    /**
     * A producer of bytes that writes in transactions.
     *
     * @param id transactional id: a producer that begins with it fences every earlier one
     */
    public Producer<byte[], byte[]> transactional(String id) {
        Map<String, Object> properties = settings.client("producer");
        properties.put("acks", "all");
        properties.put("enable.idempotence", "true");
        properties.put("transactional.id", id);
        // Readers of committed records wait for what a killed process leaves open.
        properties.put("transaction.timeout.ms", 10_000);
        properties.putIfAbsent("linger.ms", "0");
        properties.putIfAbsent("max.block.ms", "30000");
        properties.put("max.request.size", maxRecordBytes);
        properties.putIfAbsent("buffer.memory", Math.max(32L << 20, 2L * maxRecordBytes));
        return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** A consumer of committed records without a group; one thread. */
    public Consumer<byte[], byte[]> reader() {
        Map<String, Object> properties = settings.client("consumer");
        properties.put("isolation.level", "read_committed");
        properties.put("enable.auto.commit", "false");
        properties.put("auto.offset.reset", "earliest");
        properties.putIfAbsent("fetch.max.wait.ms", "50");
        properties.putIfAbsent("default.api.timeout.ms", "15000");
        return new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }
}
