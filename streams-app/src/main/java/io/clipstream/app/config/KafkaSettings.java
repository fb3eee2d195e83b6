package io.clipstream.app.config;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;

/**
 * How Kafka is reached.
 *
 * @param bootstrapServers host:port, comma-separated
 * @param properties client and Streams properties given under {@code kafka.}, without that prefix
 */
public record KafkaSettings(String bootstrapServers, Map<String, String> properties) {
    public KafkaSettings {
        properties = Map.copyOf(properties);
    }

    /** Properties for Kafka Streams. */
    public Map<String, Object> streams() {
        Map<String, Object> streams = new HashMap<>(properties);
        streams.put("bootstrap.servers", bootstrapServers);
        return streams;
    }

    /**
     * Properties for a plain client.
     *
     * @param scope admin, consumer or producer: what is given under this prefix applies, other scopes' do not
     */
    public Map<String, Object> client(String scope) {
        Map<String, Object> client = new HashMap<>();
        properties.forEach((name, value) -> {
            if (ClientNames.SCOPES.stream().noneMatch(name::startsWith)) {
                client.put(name, value);
            }
        });
        properties.forEach((name, value) -> {
            if (name.startsWith(scope + ".")) {
                client.put(name.substring(scope.length() + 1), value);
            }
        });
        client.put("bootstrap.servers", bootstrapServers);
        return client;
    }

    /** Says where and which properties are given; their values may be secrets. */
    @Override
    public String toString() {
        return "Kafka at " + bootstrapServers + " with " + new TreeSet<>(properties.keySet());
    }
}
