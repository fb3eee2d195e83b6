package io.clipstream.app.client;

import io.clipstream.serde.RegistryFaultException;
import io.clipstream.topology.Topic;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.apache.kafka.common.errors.SerializationException;

/** Reads what a compacted topic holds. */
public final class CompactedTopic {
    private CompactedTopic() {}

    /** The latest value under each key that is wanted, by key; what cannot be decoded is left out, as is what has ended. */
    public static <T> Map<String, T> read(Deployment deployment, Topic<T> topic, Predicate<String> wanted) {
        Map<String, T> values = new TreeMap<>();
        try (TopicReader reader = new TopicReader(deployment.clients())) {
            reader.fromBeginning(topic.name());
            reader.drain(record -> {
                String key = record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
                if (!wanted.test(key)) {
                    return;
                }
                T value = null;
                try {
                    value = topic.values().deserializer().deserialize(record.topic(), record.value());
                } catch (RegistryFaultException e) {
                    throw e;
                } catch (SerializationException | ClassCastException e) {
                    // Garbage is its readers' to refuse.
                    value = null;
                }
                if (value == null) {
                    values.remove(key);
                } else {
                    values.put(key, value);
                }
            });
        }
        return values;
    }
}
