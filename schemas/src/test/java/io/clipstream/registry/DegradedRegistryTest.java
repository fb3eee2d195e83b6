package io.clipstream.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.avro.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whatever a registry does, who asks waits for a bounded time, and the registry is asked at a bounded rate. */
class DegradedRegistryTest {
    private static final Schema STRING = Schema.create(Schema.Type.STRING);
    private static final String GET = "GET /schemas/ids/";

    private final FakeRegistry server = FakeRegistry.start();

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void keepsWhatItKnowsWhenTheRegistryGoesAway() {
        // Given a client that has asked once
        server.knows(1, "\"string\"").answer("POST /subjects/s/versions", 200, "{\"id\":1}");
        SchemaRegistry registry = client(server.url(), 5_000, 200);
        registry.schemaById(1);
        registry.register("s", STRING);
        // When
        server.close();
        // Then
        assertThat(registry.schemaById(1)).isEqualTo(STRING);
        assertThat(registry.register("s", STRING)).isEqualTo(1);
        assertThatThrownBy(() -> registry.schemaById(2)).isInstanceOf(RegistryUnavailableException.class);
    }

    @Test
    void waitsOnceForARegistryThatSaysNothingAndThenForNobody() throws Exception {
        // Given a registry that takes connections and never answers
        try (SilentServer silent = SilentServer.start()) {
            SchemaRegistry registry = client(silent.url(), 300, 200);
            // When
            long first = millis(() -> assertThatThrownBy(() -> registry.schemaById(1))
                    .isInstanceOf(RegistryUnavailableException.class)
                    .hasMessageContaining("no answer within 300 ms"));
            // Then the first asker waited, and two hundred others do not wait as long together as they would alone
            assertThat(first).isGreaterThanOrEqualTo(300);
            long others = millis(() -> {
                for (int id = 2; id < 202; id++) {
                    int unknown = id;
                    assertThatThrownBy(() -> registry.schemaById(unknown))
                            .isInstanceOf(RegistryUnavailableException.class);
                }
            });
            assertThat(others).isLessThan(200 * 300 / 4);
            assertThat(silent.connections()).isLessThan(20);
        }
    }

    @Test
    void givesUpAnAnswerThatComesDropByDrop() throws Exception {
        // Given a registry that sends headers and then a byte now and then
        try (SilentServer slow = SilentServer.dripping()) {
            Map<String, Object> config = config(slow.url(), 60_000, 200);
            config.put("http.connect.timeout.ms", 100);
            config.put("http.read.timeout.ms", 200);
            SchemaRegistry registry = SchemaRegistries.client(RegistryConfig.from(config));
            // Then the question itself ends, not only the wait
            assertThatThrownBy(() -> registry.schemaById(1))
                    .isInstanceOf(RegistryUnavailableException.class)
                    .hasMessageContaining("no complete answer within 300 ms");
        }
    }

    @Test
    void refusesAnEndlessAnswer() {
        server.answer(GET + 1, 200, "{\"schema\":\"" + " ".repeat(17 << 20) + "\"}");
        assertThatThrownBy(() -> client(server.url(), 60_000, 200).schemaById(1))
                .isInstanceOf(RegistryUnavailableException.class)
                .hasMessageContaining("longer than 16777216 bytes");
    }

    @Test
    void findsTheRegistryAgainSoonAfterItIsBack() {
        // Given a registry that was down for a while
        String get = GET + 1;
        for (int i = 0; i < 4; i++) {
            server.answer(get, 503, "");
        }
        server.knows(1, "\"string\"");
        SchemaRegistry registry = client(server.url(), 1_000, 200);
        // When asked again and again, then the answer comes, after as many requests as there were tries
        await().pollInterval(Duration.ofMillis(5))
                .ignoreExceptionsInstanceOf(RegistryUnavailableException.class)
                .until(() -> registry.schemaById(1).equals(STRING));
        assertThat(server.requests()).hasSize(5);
    }

    @Test
    void cachesAnAnswerThatComesTooLateForItsAsker() {
        // Given an answer that takes longer than the asker waits
        CountDownLatch slow = new CountDownLatch(1);
        AtomicInteger asked = new AtomicInteger();
        SchemaRegistry registry = new CachingSchemaRegistry(
                new InMemorySchemaRegistry() {
                    @Override
                    public Schema schemaById(int id) {
                        asked.incrementAndGet();
                        uninterruptibly(slow);
                        return STRING;
                    }
                },
                new Questions(Duration.ofMillis(50)),
                new UnknownIds(200, Duration.ofMillis(50), System::nanoTime));
        assertThatThrownBy(() -> registry.schemaById(1)).isInstanceOf(RegistryUnavailableException.class);
        // When
        slow.countDown();
        // Then the next one has it, and nobody asked twice
        await().ignoreExceptionsInstanceOf(RegistryUnavailableException.class)
                .until(() -> registry.schemaById(1).equals(STRING));
        assertThat(asked).hasValue(1);
    }

    @Test
    void asksAtABoundedRateForTheRandomIdsOfGarbage() {
        // Given a storm of garbage, each with an id of its own
        SchemaRegistry registry = client(server.url(), 60_000, 500);
        Random random = new Random(4);
        long start = System.nanoTime();
        int storm = 1_000;
        // When
        for (int i = 0; i < storm; i++) {
            int id = random.nextInt(1_000_000) + 10;
            assertThatThrownBy(() -> registry.schemaById(id)).isInstanceOf(SchemaNotFoundException.class);
        }
        // Then
        double seconds = (System.nanoTime() - start) / 1e9;
        assertThat(server.requests().size() / seconds).isLessThan(600);
        // And a new id that is good is not refused for it
        server.knows(5, "\"string\"");
        assertThat(registry.schemaById(5)).isEqualTo(STRING);
    }

    @Test
    void doesNotAskAtAllForIdsThatNoRegistryGives() {
        assertThatThrownBy(() -> client(server.url(), 60_000, 200).schemaById(-7))
                .isInstanceOf(SchemaNotFoundException.class);
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void usesTheLastAnswerForAnIdOnlyBeyondTheRateAndOnlyForASecond() {
        // Given a rate of one a second, and an id that was just unknown
        AtomicLong now = new AtomicLong();
        UnknownIds ids = new UnknownIds(1, Duration.ofSeconds(60), now::get);
        AtomicInteger asked = new AtomicInteger();
        assertThatThrownBy(() -> ids.ask(7, () -> unknown(asked))).isInstanceOf(SchemaNotFoundException.class);
        // When it comes again at once, then nobody is asked
        assertThatThrownBy(() -> ids.ask(7, () -> unknown(asked))).isInstanceOf(SchemaNotFoundException.class);
        assertThat(asked).hasValue(1);
        // When it comes after that second, then the registry is asked, which has learnt it meanwhile
        now.addAndGet(TimeUnit.SECONDS.toNanos(1));
        assertThat(ids.ask(7, () -> STRING)).isEqualTo(STRING);
    }

    private static Schema unknown(AtomicInteger asked) {
        asked.incrementAndGet();
        throw new SchemaNotFoundException("unknown");
    }

    private static void uninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static long millis(Runnable work) {
        long start = System.nanoTime();
        work.run();
        return (System.nanoTime() - start) / 1_000_000;
    }

    private static SchemaRegistry client(String url, int patience, int unknownIds) {
        return SchemaRegistries.client(RegistryConfig.from(config(url, patience, unknownIds)));
    }

    private static Map<String, Object> config(String url, int patience, int unknownIds) {
        Map<String, Object> config = new HashMap<>();
        config.put("schema.registry.url", url);
        config.put("max.retries", 0);
        config.put("schema.registry.wait.ms", patience);
        config.put("schema.registry.unknown.ids.per.second", unknownIds);
        return config;
    }
}
