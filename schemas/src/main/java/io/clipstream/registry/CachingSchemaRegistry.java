package io.clipstream.registry;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;
import org.apache.avro.Schema;

/**
 * Remembers what can never change: the schema of an id, and the id and version of a schema in a subject.
 *
 * <p>Failures are not remembered. Two threads that miss at once both ask: nobody waits behind another's slow request.
 */
final class CachingSchemaRegistry implements SchemaRegistry {
    private record Key(String subject, Schema schema) {}

    private final SchemaRegistry registry;
    private final ConcurrentMap<Key, Integer> registered = new ConcurrentHashMap<>();
    private final ConcurrentMap<Key, RegisteredSchema> found = new ConcurrentHashMap<>();
    private final ConcurrentMap<Integer, Schema> byId = new ConcurrentHashMap<>();

    CachingSchemaRegistry(SchemaRegistry registry) {
        this.registry = registry;
    }

    @Override
    public int register(String subject, Schema schema) {
        return remember(registered, new Key(subject, schema), () -> registry.register(subject, schema));
    }

    @Override
    public RegisteredSchema lookup(String subject, Schema schema) {
        return remember(found, new Key(subject, schema), () -> registry.lookup(subject, schema));
    }

    @Override
    public Schema schemaById(int id) {
        return remember(byId, id, () -> registry.schemaById(id));
    }

    @Override
    public RegisteredSchema latest(String subject) {
        return registry.latest(subject);
    }

    @Override
    public Compatibility compatibility(String subject, Schema schema) {
        return registry.compatibility(subject, schema);
    }

    private static <K, V> V remember(ConcurrentMap<K, V> cache, K key, Supplier<V> ask) {
        V known = cache.get(key);
        if (known == null) {
            V answer = ask.get();
            V earlier = cache.putIfAbsent(key, answer);
            known = earlier == null ? answer : earlier;
        }
        return known;
    }
}
