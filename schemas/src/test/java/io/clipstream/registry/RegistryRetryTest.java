package io.clipstream.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.avro.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The client waits out a registry that is down, goes to another, and asks no question twice that has been answered. */
class RegistryRetryTest {
    private static final Schema STRING = Schema.create(Schema.Type.STRING);
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final String GET = "GET /schemas/ids/1";

    private final FakeRegistry one = FakeRegistry.start();
    private final FakeRegistry two = FakeRegistry.start();

    @AfterEach
    void close() {
        one.close();
        two.close();
    }

    @Test
    void goesToTheNextAddressAndStaysThere() {
        // Given
        two.knows(1, "\"string\"").knows(2, "\"int\"");
        String dead = FakeRegistry.deadUrl();
        SchemaRegistry registry = client(dead + "," + two.url(), 0);
        // Then
        assertThat(registry.schemaById(1)).isEqualTo(STRING);
        assertThat(registry.schemaById(2).getType()).isEqualTo(Schema.Type.INT);
    }

    @Test
    void leavesAnAddressThatIsOverloadedAndDoesNotComeBackWhileTheOtherIsGood() {
        // Given
        one.answer(GET, 503, "");
        two.knows(1, "\"string\"").knows(2, "\"int\"");
        SchemaRegistry registry = client(one.url() + "," + two.url(), 0);
        // When
        registry.schemaById(1);
        registry.schemaById(2);
        // Then
        assertThat(one.lines()).containsExactly(GET);
        assertThat(two.lines()).containsExactly(GET, "GET /schemas/ids/2");
    }

    @Test
    void asksAgainAfterServerErrorsAndThrottling() {
        // Given
        one.answer(GET, 500, "").answer(GET, 429, "").answer(GET, 200, "{\"schema\":\"\\\"string\\\"\"}");
        // Then
        assertThat(client(one.url(), 2).schemaById(1)).isEqualTo(STRING);
        assertThat(one.requests()).hasSize(3);
    }

    @Test
    void asksAgainAfterTheConnectionBroke() {
        // Given
        String dead = FakeRegistry.deadUrl();
        // Then
        assertThatThrownBy(() -> client(dead, 2).schemaById(1))
                .isInstanceOf(RegistryUnavailableException.class)
                .hasMessageContaining("GET /schemas/ids/1")
                .hasMessageContaining(dead)
                .hasMessageContaining("ConnectException");
    }

    @Test
    void givesUpAfterTheRetriesAndNamesEveryAddress() {
        // Given
        one.answer(GET, 503, "");
        two.answer(GET, 502, "");
        // Then
        assertThatThrownBy(() -> client(one.url() + "," + two.url(), 2).schemaById(1))
                .isInstanceOf(RegistryUnavailableException.class)
                .hasMessageContaining(one.url() + ": HTTP 503")
                .hasMessageContaining(two.url() + ": HTTP 502");
        assertThat(one.requests()).hasSize(3);
        assertThat(two.requests()).hasSize(3);
    }

    @Test
    void doesNotAskAgainWhatWasAnswered() {
        // Given
        one.answer(GET, 404, "{\"error_code\":40403}").answer("POST /subjects/s/versions", 409, "{}");
        two.knows(1, "\"string\"");
        SchemaRegistry registry = client(one.url() + "," + two.url(), 3);
        // Then
        assertThatThrownBy(() -> registry.schemaById(1)).isInstanceOf(SchemaNotFoundException.class);
        assertThatThrownBy(() -> registry.register("s", STRING)).isInstanceOf(SchemaRefusedException.class);
        assertThat(one.requests()).hasSize(2);
        assertThat(two.requests()).isEmpty();
    }

    @Test
    void stopsAtOnceWhenInterrupted() {
        // Given
        one.answer(GET, 503, "");
        SchemaRegistry registry = client(one.url(), 1_000_000);
        // When
        Thread.currentThread().interrupt();
        // Then
        assertThatThrownBy(() -> registry.schemaById(1)).isInstanceOf(RegistryUnavailableException.class);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void stopsWaitingForTheNextRoundWhenInterrupted() throws Exception {
        // Given: a client that has asked once and now waits for an hour
        one.answer(GET, 503, "");
        Map<String, Object> config = Map.of("schema.registry.url", one.url(), "retries.wait.ms", 3_600_000);
        SchemaRegistry registry = new RestSchemaRegistry(RegistryConfig.from(config));
        CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
        Thread caller = new Thread(() -> {
            try {
                registry.schemaById(1);
            } catch (RegistryUnavailableException e) {
                interrupted.complete(Thread.currentThread().isInterrupted());
            }
        });
        caller.start();
        // Timed, unlike its wait for an answer
        while (caller.getState() != Thread.State.TIMED_WAITING || one.requests().isEmpty()) {
            Thread.onSpinWait();
        }
        // When
        caller.interrupt();
        // Then
        assertThat(interrupted.get(60, TimeUnit.SECONDS)).isTrue();
        assertThat(one.requests()).hasSize(1);
    }

    @Test
    void remembersAnswersButNotFailures() {
        // Given
        one.answer(GET, 404, "{\"error_code\":40403}").answer(GET, 200, "{\"schema\":\"\\\"string\\\"\"}");
        one.answer("POST /subjects/s/versions", 200, "{\"id\":1}");
        one.answer("POST /subjects/s", 200, "{\"subject\":\"s\",\"version\":1,\"id\":1,\"schema\":\"\\\"string\\\"\"}");
        SchemaRegistry registry = new CachingSchemaRegistry(
                client(one.url(), 0), new Questions(PATIENCE), new UnknownIds(1_000, PATIENCE, System::nanoTime));
        // When
        assertThatThrownBy(() -> registry.schemaById(1)).isInstanceOf(SchemaNotFoundException.class);
        for (int i = 0; i < 5; i++) {
            registry.schemaById(1);
            registry.register("s", STRING);
            registry.lookup("s", STRING);
        }
        // Then
        assertThat(one.lines()).containsExactly(GET, GET, "POST /subjects/s/versions", "POST /subjects/s");
    }

    private static SchemaRegistry client(String urls, int retries) {
        Map<String, Object> config = new HashMap<>();
        config.put("schema.registry.url", urls);
        config.put("max.retries", retries);
        config.put("retries.wait.ms", 1);
        config.put("retries.max.wait.ms", 2);
        config.put("http.connect.timeout.ms", 60_000);
        config.put("http.read.timeout.ms", 60_000);
        return new RestSchemaRegistry(RegistryConfig.from(config));
    }
}
