package io.clipstream.topology;

import io.clipstream.schemas.AdapterRecord;
import io.clipstream.schemas.WrittenAdapter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Knows which records of the adapters topic are retrain's own, and which of them somebody else has written over.
 *
 * <p>A record that is read before our own last one under its key lies before it: it is over already. One that is read behind
 * it is somebody else's, and hides it. Belongs to one stream thread; what it knows is changelogged with what was written.
 */
final class RetrainWritten {
    private static final String TOMBSTONE = "";

    private final KeyValueStore<String, WrittenAdapter> store;
    private final Map<String, Set<String>> overwritten = new HashMap<>();

    RetrainWritten(KeyValueStore<String, WrittenAdapter> store) {
        this.store = store;
        try (KeyValueIterator<String, WrittenAdapter> all = store.all()) {
            while (all.hasNext()) {
                KeyValue<String, WrittenAdapter> entry = all.next();
                if (entry.value.getOverwritten()) {
                    mark(entry.key);
                }
            }
        }
    }

    /** Retrain has written under the key; null for a tombstone. */
    void wrote(String key, AdapterRecord record) {
        put(key, new WrittenAdapter(record == null ? TOMBSTONE : AdapterRecords.digest(record), null, false));
    }

    /** A record was read back; returns whether it hides one of ours. */
    boolean isForeign(RetrainSighting sighting) {
        String key = sighting.key();
        WrittenAdapter ours = store.get(key);
        if (ours == null) {
            return false;
        }
        if (ours.getDigest().equals(digest(sighting))) {
            if (sighting.isTombstone()) {
                forget(key);
            } else {
                put(key, new WrittenAdapter(ours.getDigest(), sighting.offset(), false));
            }
            return false;
        }
        if (ours.getOffset() == null) {
            return false;
        }
        put(key, new WrittenAdapter(ours.getDigest(), ours.getOffset(), true));
        return true;
    }

    private static String digest(RetrainSighting sighting) {
        if (sighting.isTombstone()) {
            return TOMBSTONE;
        }
        return sighting.record() == null ? null : AdapterRecords.digest(sighting.record());
    }

    /** Keys of the task whose own records are hidden, the task's before its versions'. */
    List<String> overwritten(String task) {
        return List.copyOf(overwritten.getOrDefault(task, Set.of()));
    }

    /** Where our own record lies. */
    long offset(String key) {
        return store.get(key).getOffset();
    }

    boolean isOwn(String key, AdapterRecord record) {
        return store.get(key).getDigest().equals(AdapterRecords.digest(record));
    }

    void forget(String key) {
        store.delete(key);
        unmark(key);
    }

    private void put(String key, WrittenAdapter written) {
        store.put(key, written);
        if (written.getOverwritten()) {
            mark(key);
        } else {
            unmark(key);
        }
    }

    private void mark(String key) {
        overwritten
                .computeIfAbsent(TaskKeys.taskOf(key), task -> new TreeSet<>())
                .add(key);
    }

    private void unmark(String key) {
        overwritten.computeIfPresent(TaskKeys.taskOf(key), (task, keys) -> {
            keys.remove(key);
            return keys.isEmpty() ? null : keys;
        });
    }
}
