package io.clipstream.serde;

import java.util.HashMap;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.serialization.Serde;

/** Makes the configured value serde of a generated class: ours, or any other by class name, Confluent's for one. */
public final class AvroSerdes {
    /** Class name of the serde; {@code io.confluent.kafka.streams.serdes.avro.SpecificAvroSerde} drops in. */
    public static final String VALUE_SERDE = "clipstream.value.serde";

    private AvroSerdes() {}

    /**
     * A configured serde for values of class {@code type}, failing with {@link AvroSerdeException} alone.
     *
     * @param config at least {@code schema.registry.url}; options of other parts of Kafka are ignored
     * @throws ConfigException if an option is not valid or the serde's class cannot be made
     */
    public static <T extends SpecificRecord> Serde<T> forRecord(Class<T> type, Map<String, ?> config) {
        AvroGuards.install();
        Map<String, Object> options = new HashMap<>(config);
        options.put(AvroSerdeConfig.SPECIFIC_READER, true);
        options.put(AvroSerdeConfig.VALUE_TYPE, type);
        Object name = config.get(VALUE_SERDE);
        if (name == null || name.equals(ClipstreamAvroSerde.class.getName())) {
            Serde<T> serde = new ClipstreamAvroSerde<>();
            serde.configure(options, false);
            return serde;
        }
        Serde<?> foreign = instantiate(name);
        foreign.configure(options, false);
        return ForeignSerdes.checked(type, foreign);
    }

    private static Serde<?> instantiate(Object name) {
        try {
            Class<?> type = name instanceof Class<?> given ? given : Classes.named(String.valueOf(name));
            return type.asSubclass(Serde.class).getDeclaredConstructor().newInstance();
        } catch (ReflectiveOperationException | ClassCastException e) {
            throw new ConfigException(VALUE_SERDE, name, "expected the class name of a Kafka Serde: " + e);
        }
    }
}
