package io.clipstream.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The requests are those of Confluent's API, and each answer means one thing. */
class RestSchemaRegistryTest {
    private static final Schema SCHEMA =
            SchemaBuilder.record("Shot").fields().requiredString("label").endRecord();
    private static final String QUOTED = FakeRegistry.quoted(SCHEMA.toString());

    private final FakeRegistry server = FakeRegistry.start();
    private final SchemaRegistry registry = new RestSchemaRegistry(
            RegistryConfig.from(Map.of("schema.registry.url", server.url() + "/apis/ccompat/v7/", "max.retries", 0)));

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void registersUnderTheEscapedSubject() {
        // Given
        server.answer("POST /apis/ccompat/v7/subjects/a%2Fb%20c-value/versions", 200, "{\"id\":7}");
        // When
        int id = registry.register("a/b c-value", SCHEMA);
        // Then
        assertThat(id).isEqualTo(7);
        assertThat(server.requests().get(0).body()).isEqualTo("{\"schema\":" + QUOTED + "}");
        assertThat(server.requests().get(0).contentType()).isEqualTo("application/vnd.schemaregistry.v1+json");
    }

    @Test
    void looksUpAndFetchesTheLatest() {
        // Given
        String answer = "{\"subject\":\"s\",\"version\":3,\"id\":7,\"schema\":" + QUOTED + "}";
        server.answer("POST /apis/ccompat/v7/subjects/s", 200, answer);
        server.answer("GET /apis/ccompat/v7/subjects/s/versions/latest", 200, answer);
        // Then
        RegisteredSchema expected = new RegisteredSchema("s", 3, 7, SCHEMA);
        assertThat(registry.lookup("s", SCHEMA)).isEqualTo(expected);
        assertThat(registry.latest("s")).isEqualTo(expected);
    }

    @Test
    void fetchesASchemaTogetherWithThoseItRefersTo() {
        // Given
        String outer = "{\"type\":\"record\",\"name\":\"Outer\",\"fields\":[{\"name\":\"shot\",\"type\":\"Shot\"}]}";
        server.answer(
                "GET /apis/ccompat/v7/schemas/ids/9",
                200,
                "{\"schema\":" + FakeRegistry.quoted(outer)
                        + ",\"references\":[{\"name\":\"Shot\",\"subject\":\"shots\",\"version\":2}]}");
        server.answer("GET /apis/ccompat/v7/subjects/shots/versions/2", 200, "{\"schema\":" + QUOTED + "}");
        // Then
        assertThat(registry.schemaById(9).getField("shot").schema()).isEqualTo(SCHEMA);
    }

    @Test
    void saysWhetherAndWhyNotASchemaIsCompatible() {
        // Given
        String path = "POST /apis/ccompat/v7/compatibility/subjects/s/versions/latest?verbose=true";
        server.answer(path, 200, "{\"is_compatible\":false,\"messages\":[\"no default\"]}");
        server.answer(path, 200, "{\"is_compatible\":true}");
        // Then
        assertThat(registry.compatibility("s", SCHEMA)).isEqualTo(new Compatibility(false, List.of("no default")));
        assertThat(registry.compatibility("s", SCHEMA)).isEqualTo(new Compatibility(true, List.of()));
        assertThat(registry.compatibility("new", SCHEMA).compatible()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "401, RegistryUnauthorisedException",
        "403, RegistryUnauthorisedException",
        "404, SchemaNotFoundException",
        "409, SchemaRefusedException",
        "422, SchemaRefusedException",
        "400, UnexpectedAnswerException",
        "302, UnexpectedAnswerException",
        "429, RegistryUnavailableException",
        "500, RegistryUnavailableException",
    })
    void givesEachErrorItsOwnExceptionWithTheRegistrysWords(int status, String exception) {
        // Given
        server.answer(
                "POST /apis/ccompat/v7/subjects/s/versions", status, "{\"error_code\":40403,\"message\":\"because\"}");
        // Then
        assertThatThrownBy(() -> registry.register("s", SCHEMA))
                .satisfies(e -> assertThat(e.getClass().getSimpleName()).isEqualTo(exception))
                .hasMessageContaining("POST /subjects/s/versions")
                .hasMessageContaining(String.valueOf(status));
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void doesNotTakeAProxysPageForAnAnswer() {
        // Given
        server.answer("GET /apis/ccompat/v7/schemas/ids/1", 200, "<html>welcome</html>");
        server.answer("GET /apis/ccompat/v7/schemas/ids/2", 200, "{\"ok\":true}");
        server.answer("GET /apis/ccompat/v7/schemas/ids/3", 200, "");
        server.answer("GET /apis/ccompat/v7/schemas/ids/4", 404, "<html>default backend - 404</html>");
        server.answer(
                "GET /apis/ccompat/v7/schemas/ids/5", 404, "{\"message\":\"no Route matched with those values\"}");
        // Then
        assertThatThrownBy(() -> registry.schemaById(1)).isInstanceOf(UnexpectedAnswerException.class);
        assertThatThrownBy(() -> registry.schemaById(2))
                .isInstanceOf(UnexpectedAnswerException.class)
                .hasMessageContaining("no field schema");
        assertThatThrownBy(() -> registry.schemaById(3)).isInstanceOf(UnexpectedAnswerException.class);
        assertThatThrownBy(() -> registry.schemaById(4)).isInstanceOf(UnexpectedAnswerException.class);
        assertThatThrownBy(() -> registry.schemaById(5)).isInstanceOf(UnexpectedAnswerException.class);
    }

    @Test
    void saysWhenASchemaIsNotAvro() {
        // Given
        server.answer(
                "GET /apis/ccompat/v7/schemas/ids/1", 200, "{\"schemaType\":\"PROTOBUF\",\"schema\":\"message\"}");
        server.answer("GET /apis/ccompat/v7/schemas/ids/2", 200, "{\"schema\":\"{}\"}");
        server.answer("GET /apis/ccompat/v7/schemas/ids/3", 200, "{\"schema\":" + FakeRegistry.quoted(nested()) + "}");
        // Then
        assertThatThrownBy(() -> registry.schemaById(1))
                .isInstanceOf(NotAvroSchemaException.class)
                .hasMessage("schema 1 is of type PROTOBUF, expected AVRO");
        assertThatThrownBy(() -> registry.schemaById(2)).isInstanceOf(NotAvroSchemaException.class);
        assertThatThrownBy(() -> registry.schemaById(3)).isInstanceOf(NotAvroSchemaException.class);
    }

    private static String nested() {
        String open = "{\"type\":\"array\",\"items\":";
        return open.repeat(50_000) + "\"int\"" + "}".repeat(50_000);
    }
}
