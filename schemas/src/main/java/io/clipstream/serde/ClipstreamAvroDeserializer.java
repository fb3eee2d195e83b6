package io.clipstream.serde;

import io.clipstream.registry.RegistryConfig;
import io.clipstream.registry.SchemaRegistries;
import io.clipstream.registry.SchemaRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * Reads Avro records in Confluent's wire format; a tombstone becomes null.
 *
 * <p>Configured like {@link ClipstreamAvroSerializer}. Whatever version of a schema a record was written with, it is
 * resolved to the generated class's own. The registry is asked once a schema id. After {@code configure}, any thread may
 * call.
 */
public final class ClipstreamAvroDeserializer<T> implements Deserializer<T> {
    static {
        AvroGuards.install();
    }

    private final ConcurrentMap<Integer, AvroReader> readers = new ConcurrentHashMap<>();
    private SchemaRegistry registry;
    private AvroSerdeConfig config;

    /** For Kafka, which calls {@link #configure}. */
    public ClipstreamAvroDeserializer() {}

    @Override
    public void configure(Map<String, ?> options, boolean isKey) {
        config = AvroSerdeConfig.from(options, isKey);
        registry = SchemaRegistries.client(RegistryConfig.from(options));
    }

    /**
     * The record, or null for null.
     *
     * @throws BadRecordException if the bytes are at fault; the subclass says how
     * @throws RegistryFaultException if the registry is, and the record may be good
     */
    @Override
    @SuppressWarnings("unchecked") // Kafka's contract: whoever configures T's class also says T.
    public T deserialize(String topic, byte[] data) {
        if (config == null) {
            throw new IllegalStateException("deserializer is not configured: " + RegistryConfig.URL + " is missing");
        }
        if (data == null) {
            return null;
        }
        int id = WireFormat.schemaId(topic, data);
        AvroReader reader = readers.get(id);
        if (reader == null) {
            Schema writer = RegistryFaults.whileReading(topic, id, () -> registry.schemaById(id));
            reader = reader(topic, writer);
            readers.put(id, reader);
        }
        return (T) reader.read(topic, data);
    }

    private AvroReader reader(String topic, Schema writer) {
        if (!config.specificReader()) {
            return AvroReader.generic(writer);
        }
        return AvroReader.specific(topic, writer, config.type().orElseGet(() -> namedBy(topic, writer)));
    }

    private static Class<? extends SpecificRecord> namedBy(String topic, Schema writer) {
        String name = writer.getFullName();
        try {
            Class<?> type = SpecificData.get().getClass(writer);
            if (type != null && SpecificRecord.class.isAssignableFrom(type)) {
                return type.asSubclass(SpecificRecord.class);
            }
        } catch (SecurityException | AvroRuntimeException e) {
            throw new IncompatibleSchemaException(
                    "record of topic " + topic + " is " + name + ", a class that is not trusted", e);
        }
        throw new IncompatibleSchemaException(
                "record of topic " + topic + " is " + name + ", for which there is no generated class", null);
    }
}
