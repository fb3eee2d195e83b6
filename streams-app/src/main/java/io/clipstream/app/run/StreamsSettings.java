package io.clipstream.app.run;

import io.clipstream.app.config.ClipstreamConfig;
import io.clipstream.topology.LearningStreamsSettings;
import io.clipstream.topology.ScoreStreamsSettings;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;

/** The Kafka Streams settings of each role, from the configuration. */
final class StreamsSettings {
    private static final String PRODUCER_BACKOFF = StreamsConfig.producerPrefix(ProducerConfig.RETRY_BACKOFF_MS_CONFIG);

    /** A transaction that begins before the brokers are done with the last one is refused and tried again: soon. */
    private static final int BACKOFF_MILLIS = 20;

    private StreamsSettings() {}

    /** Of the score role. */
    static Map<String, Object> score(ClipstreamConfig config) {
        Map<String, Object> given = new HashMap<>();
        given.put(StreamsConfig.APPLICATION_ID_CONFIG, applicationId(config, Role.SCORE));
        given.put(StreamsConfig.STATE_DIR_CONFIG, config.stateDirectory().toString());
        given.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, config.score().streamThreads());
        given.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, (int) config.topics().replicationFactor());
        given.put(
                StreamsConfig.COMMIT_INTERVAL_MS_CONFIG,
                config.score().commitInterval().toMillis());
        given.put(StreamsConfig.GROUP_PROTOCOL_CONFIG, config.groupProtocol());
        given.put(PRODUCER_BACKOFF, BACKOFF_MILLIS);
        given.putAll(config.kafka().streams());
        return ScoreStreamsSettings.of(
                given,
                StreamsConfig.EXACTLY_ONCE_V2.equals(config.score().processingGuarantee()),
                config.topics().sizes().maxRecordBytes());
    }

    /** Of the collect and the retrain role. */
    static Map<String, Object> learning(ClipstreamConfig config, Role role) {
        Map<String, Object> overrides = new HashMap<>();
        overrides.put(
                StreamsConfig.COMMIT_INTERVAL_MS_CONFIG,
                config.learn().commitInterval().toMillis());
        overrides.put(StreamsConfig.GROUP_PROTOCOL_CONFIG, config.groupProtocol());
        overrides.put(PRODUCER_BACKOFF, BACKOFF_MILLIS);
        overrides.putAll(config.kafka().streams());
        return new LearningStreamsSettings(
                        applicationId(config, role),
                        config.kafka().bootstrapServers(),
                        config.stateDirectory().toString(),
                        1,
                        config.topics().replicationFactor(),
                        config.topics().sizes().maxRecordBytes(),
                        overrides)
                .toMap();
    }

    /** Of a role; also its consumer group, and what its internal topics begin with. */
    static String applicationId(ClipstreamConfig config, Role role) {
        return config.applicationPrefix() + role.id();
    }
}
