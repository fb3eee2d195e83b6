package io.clipstream.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clipstream.schemas.Correction;
import io.clipstream.serde.AvroSerdes;
import io.clipstream.serde.BadRecordException;
import io.clipstream.serde.RegistryDownException;
import io.clipstream.serde.RegistryRefusedException;
import io.clipstream.serde.UnknownSchemaIdException;
import io.clipstream.testing.Stack;
import io.clipstream.testing.StackExtension;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.SchemaBuilder;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Confluent's genuine serdes take our serde's place, on this project's versions of Avro and Kafka. */
@ExtendWith(StackExtension.class)
class ConfluentDropInIT {
    /** What Confluent's SpecificAvroSerde is, whose small class is not in the jar at hand. */
    public static final class ConfluentSerde implements Serde<Object> {
        private static final ClassLoader LOADER = ConfluentOracle.loader(ConfluentDropInIT.class.getClassLoader());

        private final Serializer<Object> serializer = make("KafkaAvroSerializer");
        private final Deserializer<Object> deserializer = make("KafkaAvroDeserializer");

        @Override
        public void configure(Map<String, ?> options, boolean isKey) {
            Map<String, Object> specific = new HashMap<>(options);
            specific.put("specific.avro.reader", true);
            ConfluentOracle.within(LOADER, () -> {
                serializer.configure(specific, isKey);
                deserializer.configure(specific, isKey);
                return null;
            });
        }

        @Override
        public Serializer<Object> serializer() {
            return serializer;
        }

        @Override
        public Deserializer<Object> deserializer() {
            return deserializer;
        }

        @SuppressWarnings("unchecked") // Both classes are declared for any object.
        private static <S> S make(String name) {
            return (S) ConfluentOracle.make(LOADER, name);
        }
    }

    @Test
    void writesAndReadsGeneratedClassesLikeOurs(Stack stack) {
        // Given
        String topic = stack.name("corrections");
        Serde<Correction> theirs = confluent(stack.registryUrl());
        Serde<Correction> ours =
                AvroSerdes.forRecord(Correction.class, Map.of("schema.registry.url", stack.registryUrl()));
        // When
        byte[] data = theirs.serializer().serialize(topic, WireRecords.correction());
        // Then
        assertThat(theirs.deserializer().deserialize(topic, data)).isEqualTo(WireRecords.correction());
        assertThat(ours.deserializer().deserialize(topic, data)).isEqualTo(WireRecords.correction());
        assertThat(theirs.deserializer()
                        .deserialize(topic, ours.serializer().serialize(topic, WireRecords.correction())))
                .isEqualTo(WireRecords.correction());
    }

    @Test
    void failsLikeOurs(Stack stack) {
        // Given
        String topic = stack.name("corrections");
        byte[] unknown = ByteBuffer.allocate(20).putInt(1, 1_999_999_999).array();
        Deserializer<Correction> theirs = confluent(stack.registryUrl()).deserializer();
        Deserializer<Correction> unplugged = confluent("http://127.0.0.1:9").deserializer();
        // Then
        assertThatThrownBy(() -> theirs.deserialize(topic, unknown)).isInstanceOf(UnknownSchemaIdException.class);
        assertThatThrownBy(() -> theirs.deserialize(topic, new byte[] {'{', '}', 0, 0, 0, 0}))
                .isInstanceOf(BadRecordException.class);
        SchemaRegistries.client(Map.of("schema.registry.url", stack.registryUrl()))
                .register(stack.name("taken-value"), SchemaBuilder.builder().intType());
        assertThatThrownBy(() -> confluent(stack.registryUrl())
                        .serializer()
                        .serialize(stack.name("taken"), WireRecords.correction()))
                .isInstanceOf(RegistryRefusedException.class);
        assertThatThrownBy(() -> unplugged.deserialize(topic, unknown)).isInstanceOf(RegistryDownException.class);
    }

    private static Serde<Correction> confluent(String url) {
        return AvroSerdes.forRecord(
                Correction.class,
                Map.of(
                        "schema.registry.url",
                        url,
                        "max.retries",
                        0,
                        AvroSerdes.VALUE_SERDE,
                        ConfluentSerde.class.getName()));
    }
}
