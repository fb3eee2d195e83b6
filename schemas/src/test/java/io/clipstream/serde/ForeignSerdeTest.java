package io.clipstream.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clipstream.schemas.Correction;
import java.io.EOFException;
import java.net.ConnectException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;
import org.junit.jupiter.api.Test;

/** A serde named by configuration takes the place of ours, and its errors come out as ours. */
class ForeignSerdeTest {
    /** Does what the test put into its configuration. */
    public static final class Scripted implements Serde<Object> {
        private Map<String, ?> config;

        @Override
        public void configure(Map<String, ?> options, boolean isKey) {
            config = options;
        }

        @Override
        public Serializer<Object> serializer() {
            return (topic, record) -> (byte[]) ((Supplier<?>) config.get("writes")).get();
        }

        @Override
        public Deserializer<Object> deserializer() {
            return (topic, data) -> ((Supplier<?>) config.get("reads")).get();
        }
    }

    /** Named as Confluent's is. */
    private static final class RestClientException extends Exception {
        private static final long serialVersionUID = 1L;

        RestClientException(String message) {
            super(message);
        }
    }

    @Test
    void takesThePlaceOfOurs() {
        // Given
        Serde<Correction> serde = serde(() -> new byte[] {1}, Records::correction);
        // Then
        assertThat(serde.serializer().serialize("corrections", Records.correction()))
                .containsExactly(1);
        assertThat(serde.deserializer().deserialize("corrections", new byte[1])).isEqualTo(Records.correction());
    }

    @Test
    void takesNoOtherClass() {
        assertThatThrownBy(() -> read(() -> "text"))
                .isExactlyInstanceOf(IncompatibleSchemaException.class)
                .hasMessageContaining("java.lang.String, expected io.clipstream.schemas.Correction");
    }

    @Test
    void tellsABadRecordFromARegistryThatIsDown() {
        assertRead(new SerializationException("Unknown magic byte!"), MalformedRecordException.class);
        assertRead(new SerializationException("Error", new EOFException()), MalformedRecordException.class);
        assertRead(new IllegalStateException("odd"), MalformedRecordException.class);
        assertRead(
                new SerializationException("Error", new RestClientException("no; error code: 40403")),
                UnknownSchemaIdException.class);
        assertRead(
                new SerializationException("Error", new RestClientException("no; error code: 400")),
                RegistryRefusedException.class);
        assertRead(new SerializationException("Error", new ConnectException()), RegistryDownException.class);
        assertRead(new TimeoutException("503"), RegistryDownException.class);
        assertRead(new AuthenticationException("401"), RegistryRefusedException.class);
    }

    @Test
    void tellsARecordThatDoesNotFitFromARegistryThatRefuses() {
        assertWrite(new SerializationException("null of string"), UnwritableRecordException.class);
        assertWrite(new InvalidConfigurationException("no address"), RegistryRefusedException.class);
        assertWrite(
                new SerializationException("Error", new RestClientException("incompatible; error code: 409")),
                RegistryRefusedException.class);
        assertWrite(new SerializationException("Error", new ConnectException()), RegistryDownException.class);
    }

    @Test
    void saysThatThereIsNoSuchSerde() {
        for (Object name : new Object[] {"com.example.Missing", String.class.getName()}) {
            assertThatThrownBy(() -> AvroSerdes.forRecord(
                            Correction.class, Map.of("schema.registry.url", "mock://x", AvroSerdes.VALUE_SERDE, name)))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining(AvroSerdes.VALUE_SERDE)
                    .hasMessageContaining(String.valueOf(name));
        }
    }

    private static void assertRead(RuntimeException failure, Class<? extends AvroSerdeException> expected) {
        assertThatThrownBy(() -> read(() -> {
                    throw failure;
                }))
                .isExactlyInstanceOf(expected)
                .hasCause(failure)
                .hasMessageContaining(failure.getMessage());
    }

    private static void assertWrite(RuntimeException failure, Class<? extends AvroSerdeException> expected) {
        Serde<Correction> serde = serde(
                () -> {
                    throw failure;
                },
                () -> null);
        assertThatThrownBy(() -> serde.serializer().serialize("corrections", Records.correction()))
                .isExactlyInstanceOf(expected)
                .hasCause(failure);
    }

    private static Correction read(Supplier<?> reads) {
        return serde(() -> null, reads).deserializer().deserialize("corrections", new byte[1]);
    }

    private static Serde<Correction> serde(Supplier<?> writes, Supplier<?> reads) {
        Map<String, Object> config = new HashMap<>();
        config.put("schema.registry.url", "mock://unused");
        config.put(AvroSerdes.VALUE_SERDE, Scripted.class.getName());
        config.put("writes", writes);
        config.put("reads", reads);
        return AvroSerdes.forRecord(Correction.class, config);
    }
}
