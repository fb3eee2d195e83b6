package io.clipstream.testing;

import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;

/**
 * A broker and a schema registry for one test class; others may use the same ones, so names carry the prefix.
 *
 * @param bootstrapServers for {@code bootstrap.servers}
 * @param registryUrl for {@code schema.registry.url}
 * @param prefix of topics, application ids and groups, of this test class alone, for example {@code
 *     retrain-it-3f9a01c2.}
 */
public record Stack(String bootstrapServers, String registryUrl, String prefix) {
    private static final int LARGEST_REQUEST = 40 * 1024 * 1024;

    /** The name within this test class's own space. */
    public String name(String base) {
        return prefix + base;
    }

    /** Makes a topic of that name within the prefix and returns its full name. */
    public String createTopic(String base, int partitions) {
        return createTopic(base, partitions, Map.of());
    }

    /** Makes a topic with settings and returns its full name. */
    public String createTopic(String base, int partitions, Map<String, String> settings) {
        NewTopic topic = new NewTopic(name(base), Optional.of(partitions), Optional.empty()).configs(settings);
        try (Admin admin = admin()) {
            admin.createTopics(Set.of(topic)).all().get();
            // The controller has it; clients ask the broker, which hears of it a moment later.
            Patience.await()
                    .ignoreExceptionsMatching(e -> e.getCause() instanceof UnknownTopicOrPartitionException)
                    .until(() -> admin.describeTopics(Set.of(topic.name()))
                            .allTopicNames()
                            .get()
                            .containsKey(topic.name()));
        } catch (ExecutionException e) {
            throw new IllegalStateException("Cannot make the topic " + topic.name(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        return topic.name();
    }

    /** A client for administration; the caller closes it. */
    public Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", bootstrapServers));
    }

    /** A producer that waits for all acknowledgements; the caller closes it. */
    public <K, V> KafkaProducer<K, V> producer(Serializer<K> keys, Serializer<V> values) {
        Properties settings = new Properties();
        settings.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, LARGEST_REQUEST);
        settings.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 2L * LARGEST_REQUEST);
        return new KafkaProducer<>(settings, keys, values);
    }

    /** A consumer of committed records from the beginning, in a group of its own; the caller closes it. */
    public <K, V> KafkaConsumer<K, V> consumer(Deserializer<K> keys, Deserializer<V> values) {
        Properties settings = new Properties();
        settings.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        settings.put(ConsumerConfig.GROUP_ID_CONFIG, name("reader-" + UUID.randomUUID()));
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        return new KafkaConsumer<>(settings, keys, values);
    }
}
