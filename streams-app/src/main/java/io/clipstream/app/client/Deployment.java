package io.clipstream.app.client;

import io.clipstream.app.config.ClipstreamConfig;
import io.clipstream.serde.AvroSerdes;
import io.clipstream.topology.Topics;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serde;

/**
 * A deployment as its clients see it: configuration, topics with their serdes, and the means to connect.
 *
 * @param config the whole configuration
 * @param topics all topics
 * @param serdes makes value serdes
 * @param clients makes Kafka clients
 */
public record Deployment(ClipstreamConfig config, Topics topics, Topics.SerdeFactory serdes, KafkaClients clients) {
    /** The deployment that {@code config} speaks of; nothing is connected yet. */
    public static Deployment of(ClipstreamConfig config) {
        return of(config, config.registry());
    }

    /** The same for stream threads, which must not wait for the registry as long as a person may. */
    public Deployment forStreams() {
        return of(config, config.registryForStreams());
    }

    private static Deployment of(ClipstreamConfig config, Map<String, String> registry) {
        Topics.SerdeFactory serdes = new Topics.SerdeFactory() {
            @Override
            public <T extends SpecificRecord> Serde<T> of(Class<T> type) {
                return AvroSerdes.forRecord(type, registry);
            }
        };
        Topics topics = Topics.of(config.topics().prefix(), config.topics().sizes(), serdes);
        // One megabyte above the largest record: keys, headers and the batch around it.
        int request = config.topics().sizes().maxRecordBytes() + 1024 * 1024;
        return new Deployment(config, topics, serdes, new KafkaClients(config.kafka(), request));
    }
}
