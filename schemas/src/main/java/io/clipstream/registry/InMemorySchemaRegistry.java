package io.clipstream.registry;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;

/** A registry inside the JVM, for tests of topologies: what {@code schema.registry.url=mock://name} means. */
class InMemorySchemaRegistry implements SchemaRegistry {
    private final List<Schema> schemas = new ArrayList<>();
    private final Map<String, List<RegisteredSchema>> subjects = new HashMap<>();

    @Override
    public synchronized int register(String subject, Schema schema) {
        Optional<RegisteredSchema> known = find(subject, schema);
        if (known.isPresent()) {
            return known.get().id();
        }
        Compatibility verdict = compatibility(subject, schema);
        if (!verdict.compatible()) {
            throw new SchemaRefusedException(
                    "incompatible with the latest version of " + subject + ": " + verdict.reasons());
        }
        if (!schemas.contains(schema)) {
            schemas.add(schema);
        }
        List<RegisteredSchema> versions = versions(subject);
        versions.add(new RegisteredSchema(subject, versions.size() + 1, schemas.indexOf(schema) + 1, schema));
        return schemas.indexOf(schema) + 1;
    }

    @Override
    public synchronized RegisteredSchema lookup(String subject, Schema schema) {
        return find(subject, schema)
                .orElseThrow(() -> new SchemaNotFoundException("subject " + subject + " does not have this schema"));
    }

    @Override
    public synchronized Schema schemaById(int id) {
        if (id < 1 || id > schemas.size()) {
            throw new SchemaNotFoundException("no schema with id " + id);
        }
        return schemas.get(id - 1);
    }

    @Override
    public synchronized RegisteredSchema latest(String subject) {
        List<RegisteredSchema> versions = versions(subject);
        if (versions.isEmpty()) {
            throw new SchemaNotFoundException("subject " + subject + " has no version");
        }
        return versions.get(versions.size() - 1);
    }

    /** By Confluent's default rule: the new schema reads what the latest wrote. */
    @Override
    public synchronized Compatibility compatibility(String subject, Schema schema) {
        if (versions(subject).isEmpty()) {
            return new Compatibility(true, List.of());
        }
        var result = SchemaCompatibility.checkReaderWriterCompatibility(
                        schema, latest(subject).schema())
                .getResult();
        return new Compatibility(
                result.getCompatibility() == SchemaCompatibilityType.COMPATIBLE,
                result.getIncompatibilities().stream().map(Object::toString).toList());
    }

    private Optional<RegisteredSchema> find(String subject, Schema schema) {
        return versions(subject).stream()
                .filter(version -> version.schema().equals(schema))
                .findFirst();
    }

    private List<RegisteredSchema> versions(String subject) {
        return subjects.computeIfAbsent(subject, name -> new ArrayList<>());
    }
}
