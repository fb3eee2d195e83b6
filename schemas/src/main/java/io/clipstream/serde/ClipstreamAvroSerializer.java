package io.clipstream.serde;

import io.clipstream.registry.RegisteredSchema;
import io.clipstream.registry.RegistryConfig;
import io.clipstream.registry.SchemaRegistries;
import io.clipstream.registry.SchemaRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Writes Avro records, generated or generic, in Confluent's wire format; null becomes a tombstone.
 *
 * <p>Configured by {@link RegistryConfig#URL} and the options of {@link RegistryConfig} and {@code AvroSerdeConfig}, all
 * under Confluent's names. The registry is asked once a subject and schema. After {@code configure}, any thread may call.
 */
public final class ClipstreamAvroSerializer<T> implements Serializer<T> {
    static {
        AvroGuards.install();
    }

    private record Use(String subject, Schema schema) {}

    private final ConcurrentMap<Use, AvroWriter> writers = new ConcurrentHashMap<>();
    private SchemaRegistry registry;
    private AvroSerdeConfig config;

    /** For Kafka, which calls {@link #configure}. */
    public ClipstreamAvroSerializer() {}

    @Override
    public void configure(Map<String, ?> options, boolean isKey) {
        config = AvroSerdeConfig.from(options, isKey);
        registry = SchemaRegistries.client(RegistryConfig.from(options));
    }

    /**
     * The record's bytes, or null for null.
     *
     * @throws UnwritableRecordException if the object does not fit its schema
     * @throws RegistryDownException if the schema's id is not known yet and no registry answers
     * @throws RegistryRefusedException if the registry does not give the schema an id
     */
    @Override
    public byte[] serialize(String topic, T record) {
        if (config == null) {
            throw new IllegalStateException("serializer is not configured: " + RegistryConfig.URL + " is missing");
        }
        if (record == null) {
            return null;
        }
        return writer(topic, schemaOf(topic, record)).write(record);
    }

    /** The writer for records of a schema on a topic; asks the registry once. */
    AvroWriter writer(String topic, Schema schema) {
        Use use = new Use(subject(topic, schema), schema);
        AvroWriter writer = writers.get(use);
        if (writer == null) {
            // Not computeIfAbsent: it would hold up other schemas while the registry is asked.
            writer = RegistryFaults.whileWriting(use.subject(), () -> writer(use));
            writers.put(use, writer);
        }
        return writer;
    }

    /** The subject of records of a schema on a topic. */
    String subject(String topic, Schema schema) {
        return config.naming().subject(topic, config.key(), schema);
    }

    private static Schema schemaOf(String topic, Object record) {
        try {
            return AvroWriter.schemaOf(record);
        } catch (AvroRuntimeException e) {
            throw new UnwritableRecordException(
                    "topic " + topic + ": " + record.getClass().getName() + " is nothing that Avro can write", e);
        }
    }

    private AvroWriter writer(Use use) {
        Schema schema = use.schema();
        Schema registered = config.removeJavaProperties() ? JavaProperties.removed(schema) : schema;
        if (config.autoRegister()) {
            return new AvroWriter(use.subject(), registry.register(use.subject(), registered), schema, schema);
        }
        if (!config.useLatest()) {
            int id = registry.lookup(use.subject(), registered).id();
            return new AvroWriter(use.subject(), id, schema, schema);
        }
        RegisteredSchema latest = registry.latest(use.subject());
        if (latest.schema().equals(registered)) {
            return new AvroWriter(use.subject(), latest.id(), schema, schema);
        }
        if (config.latestStrict()) {
            refuseUnreadable(latest, registered);
        }
        return new AvroWriter(use.subject(), latest.id(), schema, latest.schema());
    }

    private static void refuseUnreadable(RegisteredSchema latest, Schema ours) {
        var result = SchemaCompatibility.checkReaderWriterCompatibility(latest.schema(), ours);
        if (result.getType() != SchemaCompatibilityType.COMPATIBLE) {
            throw new RegistryRefusedException(
                    "version " + latest.version() + " of subject " + latest.subject() + " cannot read "
                            + ours.getFullName() + " (latest.compatibility.strict=false writes it all the same): "
                            + result.getResult().getIncompatibilities(),
                    null);
        }
    }
}
