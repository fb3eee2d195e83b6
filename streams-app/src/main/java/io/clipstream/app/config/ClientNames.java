package io.clipstream.app.config;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;

/** The property names that Kafka's own clients and Streams know, so that a slip of the pen is told from an extension. */
final class ClientNames {
    static final List<String> SCOPES = List.of(
            "main.consumer.", "restore.consumer.", "global.consumer.", "consumer.", "producer.", "admin.", "topic.");
    private static final Set<String> NAMES = names();

    private ClientNames() {}

    /** Whether {@code name} is one of them, with or without Streams' prefix for one of its clients. */
    static boolean knows(String name) {
        return NAMES.contains(withoutScope(name));
    }

    /** Whether it is so near to a known name that it must be a slip of the pen; the known name then. */
    static java.util.Optional<String> meantBy(String name) {
        return NearestName.within(2, withoutScope(name), NAMES);
    }

    private static String withoutScope(String name) {
        return SCOPES.stream()
                .filter(name::startsWith)
                .findFirst()
                .map(scope -> name.substring(scope.length()))
                .orElse(name);
    }

    private static Set<String> names() {
        Set<String> names = new HashSet<>(ConsumerConfig.configNames());
        names.addAll(ProducerConfig.configNames());
        names.addAll(AdminClientConfig.configNames());
        names.addAll(StreamsConfig.configDef().names());
        return Set.copyOf(names);
    }
}
