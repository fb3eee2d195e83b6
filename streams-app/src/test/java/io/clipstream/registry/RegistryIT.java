package io.clipstream.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clipstream.schemas.Correction;
import io.clipstream.serde.AvroSerdes;
import io.clipstream.serde.RegistryRefusedException;
import io.clipstream.serde.UnknownSchemaIdException;
import io.clipstream.testing.Stack;
import io.clipstream.testing.StackExtension;
import java.nio.ByteBuffer;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The client and the serdes against a real registry. */
@ExtendWith(StackExtension.class)
class RegistryIT {
    private static final Schema FIRST =
            SchemaBuilder.record("Shot").fields().requiredString("label").endRecord();
    private static final Schema COMPATIBLE = SchemaBuilder.record("Shot")
            .fields()
            .requiredString("label")
            .optionalDouble("weight")
            .endRecord();
    private static final Schema INCOMPATIBLE = SchemaBuilder.record("Shot")
            .fields()
            .requiredString("label")
            .requiredDouble("weight")
            .endRecord();

    private final Stack stack;
    private final SchemaRegistry registry;

    RegistryIT(Stack stack) {
        this.stack = stack;
        // Not the caching client: every answer here is the registry's.
        this.registry = new RestSchemaRegistry(RegistryConfig.from(Map.of("schema.registry.url", stack.registryUrl())));
    }

    @Test
    void findsWhatItRegistered() {
        // Given
        String subject = stack.name("found-value");
        // When
        int first = registry.register(subject, FIRST);
        int second = registry.register(subject, COMPATIBLE);
        // Then
        assertThat(second).isNotEqualTo(first);
        assertThat(registry.register(subject, FIRST)).isEqualTo(first);
        assertThat(registry.schemaById(first)).isEqualTo(FIRST);
        assertThat(registry.lookup(subject, FIRST)).isEqualTo(new RegisteredSchema(subject, 1, first, FIRST));
        assertThat(registry.latest(subject)).isEqualTo(new RegisteredSchema(subject, 2, second, COMPATIBLE));
    }

    @Test
    void saysWhatItDoesNotKnow() {
        // Given
        String subject = stack.name("unknown-value");
        // Then
        assertThatThrownBy(() -> registry.lookup(subject, FIRST)).isInstanceOf(SchemaNotFoundException.class);
        assertThatThrownBy(() -> registry.latest(subject)).isInstanceOf(SchemaNotFoundException.class);
        registry.register(subject, FIRST);
        assertThatThrownBy(() -> registry.lookup(subject, COMPATIBLE)).isInstanceOf(SchemaNotFoundException.class);
    }

    @Test
    void refusesAnIncompatibleSchema() {
        // Given
        String subject = stack.name("compatible-value");
        registry.register(subject, FIRST);
        // Then
        assertThat(registry.compatibility(subject, COMPATIBLE).compatible()).isTrue();
        assertThat(registry.compatibility(subject, INCOMPATIBLE).compatible()).isFalse();
        assertThat(registry.compatibility(stack.name("fresh-value"), INCOMPATIBLE)
                        .compatible())
                .isTrue();
        assertThatThrownBy(() -> registry.register(subject, INCOMPATIBLE)).isInstanceOf(SchemaRefusedException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 1_999_999_999, Integer.MAX_VALUE, Integer.MIN_VALUE})
    void takesAnyUnknownIdForABadRecord(int id) {
        // Given
        byte[] data = ByteBuffer.allocate(20).putInt(1, id).array();
        Deserializer<Correction> deserializer = corrections().deserializer();
        // Then
        assertThatThrownBy(() -> deserializer.deserialize("corrections", data))
                .isInstanceOf(UnknownSchemaIdException.class)
                .hasMessageContaining("schema id " + id);
    }

    @Test
    void writesAndReadsWithoutTheRightToRegisterOnceAnotherHasRegistered() {
        // Given
        String topic = stack.name("corrections");
        Serde<Correction> reader = corrections("auto.register.schemas", "false");
        assertThatThrownBy(() -> reader.serializer().serialize(topic, WireRecords.correction()))
                .isInstanceOf(RegistryRefusedException.class);
        // When
        byte[] data = corrections().serializer().serialize(topic, WireRecords.correction());
        // Then
        assertThat(reader.serializer().serialize(topic, WireRecords.correction()))
                .isEqualTo(data);
        assertThat(reader.deserializer().deserialize(topic, data)).isEqualTo(WireRecords.correction());
    }

    private Serde<Correction> corrections(String... option) {
        return AvroSerdes.forRecord(
                Correction.class,
                option.length == 0
                        ? Map.of("schema.registry.url", stack.registryUrl())
                        : Map.of("schema.registry.url", stack.registryUrl(), option[0], option[1]));
    }
}
