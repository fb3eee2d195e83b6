package io.clipstream.topology;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * The changelogged references to the images that are taken in and not yet forwarded; the stream thread's alone.
 *
 * <p>Under exactly-once a reference goes with its forward, in one transaction. Under at-least-once, changelog and
 * predictions may be led by different brokers, so it goes only after the commit that follows its forward. A frozen owner
 * that wakes may then still write references that its heir has long been through with: the heir notes a floor below which
 * everything is answered, and the next owner leaves out what lies there.
 */
final class InFlightReferences {
    static final String STORE = "in-flight";

    private final KeyValueStore<byte[], Long> store;
    private final ScoreCommits commits;
    private final boolean exactlyOnce;
    private final String topic;
    private final Deque<Forwarded> forwarded = new ArrayDeque<>();
    private SourcePosition last;
    private long floor;

    private record Forwarded(byte[] key, long commitsBefore) {}

    InFlightReferences(KeyValueStore<byte[], Long> store, ScoreCommits commits, boolean exactlyOnce, String topic) {
        this.store = store;
        this.commits = commits;
        this.exactlyOnce = exactlyOnce;
        this.topic = topic;
    }

    /** The store: in memory, since it is small and its changelog is the truth. */
    static StoreBuilder<KeyValueStore<byte[], Long>> storeBuilder() {
        return Stores.keyValueStoreBuilder(Stores.inMemoryKeyValueStore(STORE), Serdes.ByteArray(), Serdes.Long())
                .withCachingDisabled()
                .withLoggingEnabled(Map.of(
                        // A reference takes the source's timestamp; a broker refuses those far in the future.
                        "message.timestamp.type", "LogAppendTime",
                        // Nearly all of it is deleted soon: short segments keep recovery short.
                        "segment.bytes", Integer.toString(8 * 1024 * 1024),
                        "segment.ms", "600000",
                        "min.cleanable.dirty.ratio", "0.1",
                        "delete.retention.ms", "60000"));
    }

    void put(SourcePosition source) {
        last = source;
        if (source.offset() < floor) {
            // Somebody has set the group back, or made the topic anew.
            setFloor(source.offset());
        }
        store.put(key(source), source.timestamp());
    }

    boolean contains(SourcePosition source) {
        return store.get(key(source)) != null;
    }

    /** The image's result is forwarded. */
    void forwarded(SourcePosition source) {
        if (exactlyOnce) {
            store.delete(key(source));
        } else {
            forwarded.add(new Forwarded(key(source), commits.count()));
        }
    }

    /** Deletes the references whose forwards are safe by now. */
    void deleteCommitted() {
        boolean any = false;
        while (!forwarded.isEmpty() && forwarded.peek().commitsBefore() < commits.count()) {
            store.delete(forwarded.poll().key());
            any = true;
        }
        if (any && last != null) {
            setFloor(lowest());
        }
    }

    private void setFloor(long offset) {
        floor = offset;
        store.put(ByteBuffer.allocate(Integer.BYTES).putInt(last.partition()).array(), floor);
    }

    /** Offset below which no image of the partition is in flight: images are taken in by rising offsets. */
    private long lowest() {
        try (KeyValueIterator<byte[], Long> rest =
                store.range(key(last.partition(), 0), key(last.partition(), Long.MAX_VALUE))) {
            return rest.hasNext() ? ByteBuffer.wrap(rest.next().key).getLong(Integer.BYTES) : last.offset() + 1;
        }
    }

    /** Whether references wait for a commit to be deleted. */
    boolean awaitsCommit() {
        return !forwarded.isEmpty();
    }

    /** What an earlier run or owner left, in the order of partition and offset; to be asked first. */
    List<SourcePosition> leftovers() {
        List<SourcePosition> leftovers = new ArrayList<>();
        List<byte[]> answered = new ArrayList<>();
        try (KeyValueIterator<byte[], Long> all = store.all()) {
            while (all.hasNext()) {
                KeyValue<byte[], Long> next = all.next();
                if (next.key.length == Integer.BYTES) {
                    // Comes before the partition's references.
                    floor = next.value;
                    continue;
                }
                ByteBuffer key = ByteBuffer.wrap(next.key);
                SourcePosition source = new SourcePosition(topic, key.getInt(), key.getLong(), next.value);
                if (source.offset() >= floor) {
                    leftovers.add(source);
                } else {
                    answered.add(next.key);
                }
            }
        }
        answered.forEach(store::delete);
        return leftovers;
    }

    private static byte[] key(SourcePosition source) {
        return key(source.partition(), source.offset());
    }

    /** Big-endian and never negative, so that the store's byte order is that of the partition. */
    private static byte[] key(int partition, long offset) {
        return ByteBuffer.allocate(Integer.BYTES + Long.BYTES)
                .putInt(partition)
                .putLong(offset)
                .array();
    }
}
