package io.clipstream.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.clipstream.registry.FakeRegistry;
import io.clipstream.schemas.Correction;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.serialization.Serde;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the registry fails to do is never blamed on the record. */
class RegistryFaultTest {
    private static final String REGISTER = "POST /subjects/corrections-value/versions";
    private static final String LOOKUP = "POST /subjects/corrections-value";
    private static final String LATEST = "GET /subjects/corrections-value/versions/latest";

    private final FakeRegistry server = FakeRegistry.start();

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void saysThatTheRegistryIsDownAndReadsTheSameRecordOnceItIsBack() {
        // Given
        byte[] data = AvroSerdes.forRecord(Correction.class, Map.of("schema.registry.url", "mock://down"))
                .serializer()
                .serialize("corrections", Records.correction());
        server.answer("GET /schemas/ids/1", 503, "")
                .knows(1, Correction.getClassSchema().toString());
        Serde<Correction> serde = serde(server.url());
        // Then
        assertThatThrownBy(() -> serde.deserializer().deserialize("corrections", data))
                .isExactlyInstanceOf(RegistryDownException.class)
                .hasMessageContaining("corrections")
                .hasMessageContaining("HTTP 503");
        await().ignoreExceptionsInstanceOf(RegistryDownException.class)
                .untilAsserted(() -> assertThat(serde.deserializer().deserialize("corrections", data))
                        .isEqualTo(Records.correction()));
    }

    @Test
    void saysThatTheRegistryIsDownWhileWriting() {
        assertThatThrownBy(
                        () -> serde(FakeRegistry.deadUrl()).serializer().serialize("corrections", Records.correction()))
                .isExactlyInstanceOf(RegistryDownException.class)
                .hasMessageContaining("corrections-value");
    }

    @Test
    void saysThatTheRegistryRefuses() {
        // Given
        server.answer(REGISTER, 409, "{\"message\":\"reader field missing default\"}");
        server.answer("GET /schemas/ids/1", 401, "{}");
        Serde<Correction> serde = serde(server.url());
        // Then
        assertThatThrownBy(() -> serde.serializer().serialize("corrections", Records.correction()))
                .isExactlyInstanceOf(RegistryRefusedException.class)
                .hasMessageContaining("reader field missing default");
        assertThatThrownBy(() -> serde.deserializer().deserialize("corrections", WireFormat.header(1)))
                .isExactlyInstanceOf(RegistryRefusedException.class)
                .hasMessageContaining("401");
    }

    @Test
    void onlyLooksUpWhereRegisteringIsForbidden() {
        // Given
        Serde<Correction> serde = serde(server.url(), "auto.register.schemas", "false");
        // Then
        assertThatThrownBy(() -> serde.serializer().serialize("corrections", Records.correction()))
                .isExactlyInstanceOf(RegistryRefusedException.class)
                .hasMessageContaining(LOOKUP);
        assertThat(server.lines()).containsExactly(LOOKUP);
    }

    @Test
    void refusesTheLatestVersionIfItCannotReadOurs() {
        // Given
        String latest = "{\\\"type\\\":\\\"record\\\",\\\"name\\\":\\\"Correction\\\",\\\"fields\\\":["
                + "{\\\"name\\\":\\\"mood\\\",\\\"type\\\":\\\"string\\\"}]}";
        server.answer(
                LATEST,
                200,
                "{\"subject\":\"corrections-value\",\"version\":4,\"id\":8,\"schema\":\"" + latest + "\"}");
        Serde<Correction> serde = serde(server.url(), "auto.register.schemas", "false", "use.latest.version", "true");
        // Then
        assertThatThrownBy(() -> serde.serializer().serialize("corrections", Records.correction()))
                .isExactlyInstanceOf(RegistryRefusedException.class)
                .hasMessageContaining("version 4 of subject corrections-value")
                .hasMessageContaining("mood");
    }

    @Test
    void asksOnceForAnyNumberOfRecords() {
        // Given
        server.answer(REGISTER, 200, "{\"id\":1}")
                .knows(1, Correction.getClassSchema().toString());
        Serde<Correction> serde = serde(server.url());
        // When
        for (int i = 0; i < 10; i++) {
            serde.deserializer()
                    .deserialize("corrections", serde.serializer().serialize("corrections", Records.correction()));
        }
        // Then
        assertThat(server.lines()).containsExactly(REGISTER, "GET /schemas/ids/1");
    }

    @Test
    void registersTheSchemaWithoutJavasOwnProperties() {
        // Given
        server.answer(REGISTER, 200, "{\"id\":1}");
        // When
        serde(server.url()).serializer().serialize("corrections", Records.correction());
        // Then
        assertThat(Correction.getClassSchema().toString()).contains("avro.java.string");
        assertThat(server.requests().get(0).body())
                .contains("correctionId")
                .contains("uuid")
                .doesNotContain("avro.java");
    }

    private static Serde<Correction> serde(String url, String... options) {
        Map<String, Object> config = new HashMap<>(Map.of("schema.registry.url", url, "max.retries", 0));
        for (int i = 0; i < options.length; i += 2) {
            config.put(options[i], options[i + 1]);
        }
        return AvroSerdes.forRecord(Correction.class, config);
    }
}
