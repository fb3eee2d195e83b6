package io.clipstream.topology;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Where the versions and pointers of all tasks lie on the adapters topic; knows keys and offsets, decodes no value.
 *
 * <p>A task has a pointer under its own name, and while its backbone is being replaced another one for the old backbone.
 *
 * <p>The tail's thread alone.
 */
final class AdapterTailIndex {
    /** Version records kept as they came: a pointer mostly follows its weights at once. */
    private static final int RECENT = 8;

    /** Largest pointer, in bytes of its value: many are kept as they came. */
    static final int LARGEST_POINTER = 64 * 1024;

    private final String modelId;
    private final Map<String, AdapterTailTask> tasks = new HashMap<>();
    private final Set<String> changed = new LinkedHashSet<>();
    private final Map<SourcePosition, ConsumerRecord<byte[], byte[]>> recent = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<SourcePosition, ConsumerRecord<byte[], byte[]>> eldest) {
            return size() > RECENT;
        }
    };

    /** {@code modelId} is the backbone whose pointers count. */
    AdapterTailIndex(String modelId) {
        this.modelId = modelId;
    }

    /** Takes a record in; false if its key is neither a version's nor a task's, or it is too large for a pointer. */
    boolean add(ConsumerRecord<byte[], byte[]> record) {
        String key = text(record.key());
        if (key == null || !TaskKeys.isTaskName(TaskKeys.taskOf(key))) {
            return false;
        }
        String task = TaskKeys.taskOf(key);
        if (key.equals(task)) {
            if (record.value() != null && record.value().length > LARGEST_POINTER) {
                return false;
            }
            task(task).point(new AdapterTailPointer(record));
        } else if (TaskKeys.backboneOf(key).isPresent()) {
            if (record.value() != null && record.value().length > LARGEST_POINTER) {
                return false;
            }
            if (TaskKeys.backboneOf(key).get().equals(modelId)) {
                // Where it is taken away, the version in force stays until the scorer stops.
                task(task).side(record.value() == null ? null : new AdapterTailPointer(record));
            }
        } else {
            long version = number(TaskKeys.idOf(key));
            if (version < 1) {
                return false;
            }
            SourcePosition position = position(record);
            task(task)
                    .weights(
                            version,
                            record.value() == null
                                    ? null
                                    : new AdapterTailTask.Weights(position, record.value().length));
            if (record.value() != null) {
                recent.put(position, record);
            }
        }
        changed.add(task);
        return true;
    }

    AdapterTailTask task(String name) {
        return tasks.computeIfAbsent(name, n -> new AdapterTailTask());
    }

    /** Tasks of which something came since they were last looked at. */
    List<String> changed() {
        return List.copyOf(changed);
    }

    void looked(String task) {
        changed.remove(task);
    }

    /** The record at that place if it came just now; null otherwise. */
    ConsumerRecord<byte[], byte[]> recent(SourcePosition position) {
        return recent.get(position);
    }

    static SourcePosition position(ConsumerRecord<?, ?> record) {
        return new SourcePosition(record.topic(), record.partition(), record.offset(), record.timestamp());
    }

    /** A key as text; null if it is none. */
    static String text(byte[] key) {
        if (key == null) {
            return null;
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(key))
                    .toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    private static long number(String id) {
        try {
            long number = Long.parseLong(id);
            // Another spelling ("+1", "01") is another key, and not the version's.
            return Long.toString(number).equals(id) ? number : -1;
        } catch (NumberFormatException e) {
            return -1;
        }
    }
}
