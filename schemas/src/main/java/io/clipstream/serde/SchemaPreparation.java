package io.clipstream.serde;

import io.clipstream.registry.RegistryConfig;
import io.clipstream.registry.RegistryException;
import io.clipstream.registry.RegistryUnavailableException;
import io.clipstream.registry.SchemaNotFoundException;
import io.clipstream.registry.SchemaRegistries;
import io.clipstream.registry.SchemaRegistry;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;

/**
 * Asks beforehand what serdes will want to know, so that a registry that goes away later is not missed.
 *
 * <p>The answers stay in the process's cache as long as a serde of the same configuration lives. Other serdes than ours are
 * left alone. Any thread may call.
 */
public final class SchemaPreparation {
    private final Map<String, ?> config;
    private final boolean ours;

    /** @param config as for {@link AvroSerdes#forRecord} */
    public SchemaPreparation(Map<String, ?> config) {
        Object serde = config.get(AvroSerdes.VALUE_SERDE);
        this.config = config;
        this.ours = serde == null || serde.equals(ClipstreamAvroSerde.class.getName());
    }

    /**
     * Gets the id under which records of the class are written to a topic, registering the schema where that is configured,
     * and makes what was written with it readable.
     *
     * @throws RegistryFaultException if the registry does not answer or declines
     */
    public void forWriting(String topic, Class<? extends SpecificRecord> type) {
        if (ours) {
            try (ClipstreamAvroSerializer<Object> serializer = serializer()) {
                int id = serializer.writer(topic, schema(type)).id();
                RegistryFaults.whileWriting(topic, () -> registry().schemaById(id));
            }
        }
    }

    /**
     * Gets the schema of what is being written to a topic now; a topic that nobody has registered a schema for has none.
     *
     * @throws RegistryFaultException if the registry does not answer or declines
     */
    public void forReading(String topic, Class<? extends SpecificRecord> type) {
        if (ours) {
            try (ClipstreamAvroSerializer<Object> serializer = serializer()) {
                String subject = serializer.subject(topic, schema(type));
                registry().schemaById(registry().latest(subject).id());
            } catch (SchemaNotFoundException e) {
                // Nothing to know yet.
                return;
            } catch (RegistryUnavailableException e) {
                throw new RegistryDownException(
                        "cannot learn how topic " + topic + " is written: " + e.getMessage(), e);
            } catch (RegistryException e) {
                throw new RegistryRefusedException(
                        "cannot learn how topic " + topic + " is written: " + e.getMessage(), e);
            }
        }
    }

    private ClipstreamAvroSerializer<Object> serializer() {
        ClipstreamAvroSerializer<Object> serializer = new ClipstreamAvroSerializer<>();
        serializer.configure(config, false);
        return serializer;
    }

    private SchemaRegistry registry() {
        return SchemaRegistries.client(RegistryConfig.from(config));
    }

    private static Schema schema(Class<? extends SpecificRecord> type) {
        return SpecificData.get().getSchema(type);
    }
}
