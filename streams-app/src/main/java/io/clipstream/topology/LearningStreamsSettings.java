package io.clipstream.topology;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.streams.StreamsConfig;

/**
 * The Kafka Streams settings of the collect and retrain roles.
 *
 * @param applicationId consumer group and prefix of internal topics; one a role
 * @param bootstrapServers brokers, host:port separated by commas
 * @param stateDir folder for local state
 * @param threads stream threads, from 1
 * @param replication of internal topics; -1 for the broker's default
 * @param maxRecordBytes largest adapter record, in bytes
 * @param overrides Kafka settings of the deployment (security, group protocol, ...), put on top of all others except
 *     exactly-once
 */
public record LearningStreamsSettings(
        String applicationId,
        String bootstrapServers,
        String stateDir,
        int threads,
        int replication,
        int maxRecordBytes,
        Map<String, Object> overrides) {
    /** More than a batch adds to the bytes of its one record. */
    private static final int BATCH_OVERHEAD = 1024;

    public LearningStreamsSettings {
        Objects.requireNonNull(applicationId, "applicationId");
        Objects.requireNonNull(bootstrapServers, "bootstrapServers");
        Objects.requireNonNull(stateDir, "stateDir");
        overrides = Map.copyOf(overrides);
        if (threads < 1) {
            throw new IllegalArgumentException("threads " + threads + " must be at least 1");
        }
        if (maxRecordBytes < 1024) {
            throw new IllegalArgumentException("maxRecordBytes " + maxRecordBytes + " must be at least 1024");
        }
    }

    /** Largest dead letter, key, value and headers together, that the producer of these settings sends. */
    static int maxDeadLetterBytes(int maxRecordBytes) {
        return maxRequest(maxRecordBytes) - BATCH_OVERHEAD;
    }

    private static int maxRequest(int maxRecordBytes) {
        // A margin for key, headers and framing; never less than what internal topics take.
        return Math.max(1024 * 1024, maxRecordBytes + 64 * 1024);
    }

    /** As Kafka Streams wants them. */
    public Map<String, Object> toMap() {
        Map<String, Object> settings = new HashMap<>();
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, applicationId);
        settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        settings.put(StreamsConfig.STATE_DIR_CONFIG, stateDir);
        settings.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, threads);
        settings.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, replication);
        // A correction passes four transactions on its way to a version, and waits for half of each on average.
        settings.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, 50L);
        // Punctuators run between polls: an idle stream would let a finished read or fit wait for 100 ms.
        settings.put(StreamsConfig.POLL_MS_CONFIG, 5L);
        // Stores are small; a cache would only hold back what the next step waits for.
        settings.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 0L);
        settings.put(StreamsConfig.DEFAULT_TIMESTAMP_EXTRACTOR_CLASS_CONFIG, LoopTimestamps.class);
        // Every internal topic has a name of ours, so that a change of the topology cannot orphan its state.
        settings.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
        settings.put(StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG), 0);
        // Checked before compression.
        settings.put(StreamsConfig.producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG), maxRequest(maxRecordBytes));
        settings.put(StreamsConfig.producerPrefix(ProducerConfig.COMPRESSION_TYPE_CONFIG), "lz4");
        if (!"streams".equals(overrides.get(StreamsConfig.GROUP_PROTOCOL_CONFIG))) {
            // After a crash the tasks wait for this long. With the streams protocol it is the broker's to say.
            settings.put(StreamsConfig.consumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), 10_000);
            settings.put(StreamsConfig.consumerPrefix(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG), 2_000);
        }
        settings.put(StreamsConfig.consumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
        // Their records take the time of what is processed; a broker refuses those far ahead.
        settings.put(StreamsConfig.topicPrefix(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG), "LogAppendTime");
        settings.putAll(overrides);
        // Not a choice: buffer, versions and pointer must change together or not at all.
        settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        return settings;
    }
}
