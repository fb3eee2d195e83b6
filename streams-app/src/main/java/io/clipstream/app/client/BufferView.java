package io.clipstream.app.client;

import io.clipstream.schemas.Example;
import io.clipstream.serde.RegistryFaultException;
import io.clipstream.topology.TaskKeys;
import io.clipstream.topology.Topic;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.SerializationException;

/** The few-shot buffer of one task as its topic tells it; one thread. */
public final class BufferView implements AutoCloseable {
    private final Topic<Example> topic;
    private final String task;
    private final TopicReader reader;
    private final Map<String, Example> examples = new TreeMap<>();

    /** Begins at the beginning; {@link #refresh} reads. */
    public BufferView(Deployment deployment, String task) {
        this.topic = deployment.topics().fewShotBuffer();
        this.task = task;
        this.reader = new TopicReader(deployment.clients());
        reader.fromBeginning(topic.name());
    }

    /** Reads on to the end that the topic has now; returns the examples, by image id. */
    public Collection<Example> refresh() {
        reader.drain(this::fold);
        return examples.values();
    }

    private void fold(ConsumerRecord<byte[], byte[]> record) {
        if (record.key() == null) {
            return;
        }
        String key = new String(record.key(), StandardCharsets.UTF_8);
        if (!TaskKeys.taskOf(key).equals(task)) {
            return;
        }
        if (record.value() == null) {
            examples.remove(key);
            return;
        }
        try {
            examples.put(key, topic.values().deserializer().deserialize(topic.name(), record.value()));
        } catch (RegistryFaultException e) {
            throw e;
        } catch (SerializationException | ClassCastException e) {
            // Garbage is retrain's to refuse; it is no example.
            examples.remove(key);
        }
    }

    @Override
    public void close() {
        reader.close();
    }
}
