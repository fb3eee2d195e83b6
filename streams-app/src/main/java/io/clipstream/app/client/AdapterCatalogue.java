package io.clipstream.app.client;

import io.clipstream.schemas.AdapterRecord;
import io.clipstream.schemas.AdapterVersion;
import io.clipstream.schemas.ChampionPointer;
import io.clipstream.serde.RegistryFaultException;
import io.clipstream.topology.TaskKeys;
import io.clipstream.topology.Topic;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.SerializationException;

/** What the adapters topic says, built up record by record; not safe for use by many threads. */
public final class AdapterCatalogue {
    private final Topic<AdapterRecord> topic;
    private final Map<String, AdapterVersion> versions = new TreeMap<>();
    private final Map<String, ChampionPointer> champions = new TreeMap<>();
    private final Map<String, ChampionPointer> sides = new TreeMap<>();

    public AdapterCatalogue(Topic<AdapterRecord> topic) {
        this.topic = topic;
    }

    /** Reads the topic to its end. */
    public static AdapterCatalogue read(Deployment deployment) {
        Topic<AdapterRecord> topic = deployment.topics().adapters();
        AdapterCatalogue catalogue = new AdapterCatalogue(topic);
        try (TopicReader reader = new TopicReader(deployment.clients())) {
            reader.fromBeginning(topic.name());
            reader.drain(catalogue::add);
        }
        return catalogue;
    }

    /** Takes one record in; what cannot be decoded is left out, as scorers do. */
    public void add(ConsumerRecord<byte[], byte[]> record) {
        if (record.key() == null) {
            return;
        }
        String key = new String(record.key(), StandardCharsets.UTF_8);
        if (record.value() == null) {
            versions.remove(key);
            champions.remove(key);
            sides.remove(key);
            return;
        }
        decode(record).ifPresent(content -> {
            if (content instanceof AdapterVersion version) {
                versions.put(key, version);
            } else if (content instanceof ChampionPointer pointer) {
                (TaskKeys.backboneOf(key).isPresent() ? sides : champions).put(key, pointer);
            }
        });
    }

    private Optional<Object> decode(ConsumerRecord<byte[], byte[]> record) {
        try {
            return Optional.of(topic.values()
                    .deserializer()
                    .deserialize(record.topic(), record.value())
                    .getContent());
        } catch (RegistryFaultException e) {
            throw e;
        } catch (SerializationException | ClassCastException e) {
            return Optional.empty();
        }
    }

    /** All pointers, by task. */
    public Collection<ChampionPointer> champions() {
        return champions.values();
    }

    /** The pointer of a task. */
    public Optional<ChampionPointer> champion(String task) {
        return Optional.ofNullable(champions.get(task));
    }

    /** The pointers to what serves other backbones than the one in use, while a task's backbone is being replaced. */
    public List<ChampionPointer> sides(String task) {
        return sides.values().stream()
                .filter(pointer -> pointer.getTask().equals(task))
                .toList();
    }

    /** One version of a task. */
    public Optional<AdapterVersion> version(String task, long version) {
        return Optional.ofNullable(versions.get(task + "/" + version));
    }

    /** The version that a task's pointer names. */
    public Optional<AdapterVersion> championVersion(String task) {
        return champion(task).flatMap(pointer -> version(task, pointer.getVersion()));
    }

    /** The versions kept, by task and number; of one task if {@code task} is not null. */
    public List<AdapterVersion> versions(String task) {
        return versions.values().stream()
                .filter(v -> task == null || task.equals(v.getTask()))
                .sorted(java.util.Comparator.comparing(AdapterVersion::getTask)
                        .thenComparing(AdapterVersion::getVersion))
                .toList();
    }

    /** Whether this version is its task's champion. */
    public boolean isChampion(AdapterVersion version) {
        return champion(version.getTask())
                .filter(pointer -> pointer.getVersion() == version.getVersion())
                .isPresent();
    }
}
