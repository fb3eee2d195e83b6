package io.clipstream.registry;

import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;
import org.apache.avro.Schema;

/**
 * Remembers what can never change: the schema of an id, and the id and version of a schema in a subject.
 *
 * <p>Failures are not remembered, but for a moment that an id was unknown, see {@link UnknownIds}. What is cached is had at
 * once whatever the registry does; everything else is waited for as {@link Questions} says, and cached also if it comes too
 * late for whoever asked.
 */
final class CachingSchemaRegistry implements SchemaRegistry {
    private record Key(String subject, Schema schema) {}

    private final SchemaRegistry registry;
    private final Questions questions;
    private final UnknownIds unknownIds;
    private final ConcurrentMap<Key, Integer> registered = new ConcurrentHashMap<>();
    private final ConcurrentMap<Key, RegisteredSchema> found = new ConcurrentHashMap<>();
    private final ConcurrentMap<Integer, Schema> byId = new ConcurrentHashMap<>();

    CachingSchemaRegistry(SchemaRegistry registry, Questions questions, UnknownIds unknownIds) {
        this.registry = registry;
        this.questions = questions;
        this.unknownIds = unknownIds;
    }

    @Override
    public int register(String subject, Schema schema) {
        return remember(registered, "register", new Key(subject, schema), () -> registry.register(subject, schema));
    }

    @Override
    public RegisteredSchema lookup(String subject, Schema schema) {
        return remember(found, "lookup", new Key(subject, schema), () -> registry.lookup(subject, schema));
    }

    @Override
    public Schema schemaById(int id) {
        if (id < 0) {
            // No registry hands them out; half of all garbage has one.
            throw new SchemaNotFoundException("no schema has a negative id such as " + id);
        }
        Schema known = byId.get(id);
        return known != null
                ? known
                : unknownIds.ask(id, () -> remember(byId, "id", id, () -> registry.schemaById(id)));
    }

    @Override
    public RegisteredSchema latest(String subject) {
        return questions.ask(List.of("latest", subject), () -> registry.latest(subject));
    }

    @Override
    public Compatibility compatibility(String subject, Schema schema) {
        return questions.ask(List.of("compatibility", subject, schema), () -> registry.compatibility(subject, schema));
    }

    private <K, V> V remember(ConcurrentMap<K, V> cache, String question, K key, Supplier<V> ask) {
        V known = cache.get(key);
        if (known != null) {
            return known;
        }
        return questions.ask(List.of(question, key), () -> {
            V answer = ask.get();
            V earlier = cache.putIfAbsent(key, answer);
            return earlier == null ? answer : earlier;
        });
    }
}
