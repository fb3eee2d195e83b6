package io.clipstream.app.run;

import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.REPLACE_THREAD;
import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.schemas.Correction;
import io.clipstream.scoring.EngineFailedException;
import io.clipstream.serde.AvroSerdes;
import io.clipstream.serde.RegistryFaultException;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.streams.errors.MissingSourceTopicException;
import org.apache.kafka.streams.errors.ProcessorStateException;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.errors.TaskMigratedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FaultPolicyTest {
    private final AtomicLong nanos = new AtomicLong();
    private final AtomicInteger counted = new AtomicInteger();
    private final FaultPolicy policy =
            new FaultPolicy(Role.SCORE, 2, Duration.ofMinutes(1), nanos::get, counted::incrementAndGet);

    @Test
    void endsTheRoleOnlyWhenFaultsComeTooOften() {
        // Given two faults that are answered with a new thread
        assertThat(policy.handle(new IllegalStateException("a"))).isEqualTo(REPLACE_THREAD);
        assertThat(policy.handle(new IllegalStateException("b"))).isEqualTo(REPLACE_THREAD);

        // When a third comes within the minute, then the role ends
        assertThat(policy.handle(new IllegalStateException("c"))).isEqualTo(SHUTDOWN_CLIENT);
        assertThat(counted).hasValue(3);
    }

    @Test
    void forgetsFaultsThatAreOld() {
        policy.handle(new IllegalStateException("a"));
        policy.handle(new IllegalStateException("b"));

        nanos.addAndGet(Duration.ofSeconds(61).toNanos());

        assertThat(policy.handle(new IllegalStateException("c"))).isEqualTo(REPLACE_THREAD);
    }

    @Test
    void endsTheRoleWhenTheVirtualMachineIsAtFault() {
        assertThat(policy.handle(new OutOfMemoryError("heap"))).isEqualTo(SHUTDOWN_CLIENT);
    }

    @Test
    void endsTheRoleAtOnceWhenTheEngineIsNoMore() {
        // Given, When, Then however deep Kafka Streams wraps it
        EngineFailedException gone = new EngineFailedException("the device hangs", null);
        assertThat(policy.handle(new StreamsException("in process", new CompletionException(gone))))
                .isEqualTo(SHUTDOWN_CLIENT);
        assertThat(counted).hasValue(1);
    }

    static Stream<Exception> outages() {
        return Stream.of(
                registryDown(),
                new TimeoutException("no broker for 60000 ms"),
                new TopicAuthorizationException("not authorised to write to predictions"),
                new RecordTooLargeException("the broker's max.message.bytes is lower than ours"),
                new ProducerFencedException("another has this id"),
                new InvalidProducerEpochException("the transaction was aborted by its timeout"),
                new TaskMigratedException("thrown out of the group", new RuntimeException()),
                new MissingSourceTopicException("images"),
                new ProcessorStateException("prediction-index", new IOException("No space left on device")));
    }

    @ParameterizedTest
    @MethodSource("outages")
    void sitsOutAnOutageForAsLongAsItLastsAndSaysWhatItIs(Exception outage) {
        // Given no pauses, since the role is closing
        policy.close();

        // When it comes a hundred times, as Kafka Streams wraps it
        for (int i = 0; i < 100; i++) {
            assertThat(policy.handle(new StreamsException("Exception caught in process", outage)))
                    .isEqualTo(REPLACE_THREAD);
        }

        // Then the role goes on, not ready, with the reason
        Throwable named = outage.getCause() instanceof IOException ? outage.getCause() : outage;
        assertThat(policy.outage().orElseThrow()).contains(named.getMessage());
        // And none of them counts towards its end
        assertThat(policy.handle(new IllegalStateException("a"))).isEqualTo(REPLACE_THREAD);
    }

    @Test
    void callsAnOutageOverWhenAThreadHasWorkedForAFewSeconds() {
        policy.close();
        policy.handle(new TimeoutException("no broker"));

        nanos.addAndGet(FaultPolicy.CALM.plusMillis(499).toNanos());
        assertThat(policy.outage()).isPresent();

        nanos.addAndGet(Duration.ofMillis(1).toNanos());
        assertThat(policy.outage()).isEmpty();
    }

    @Test
    void pausesLongerWithEachOutageButNeverAfterItIsClosed() {
        // Given pauses of half a second, one, two and so on, up to ten
        policy.close();
        long start = System.nanoTime();

        // When many of them would have been slept through
        for (int i = 0; i < 100; i++) {
            policy.handle(new TimeoutException("no broker"));
        }

        // Then nobody waited, and it would have been ten seconds by now
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(60));
        nanos.addAndGet(Duration.ofSeconds(10).plus(FaultPolicy.CALM).toNanos() - 1);
        assertThat(policy.outage()).isPresent();
        nanos.incrementAndGet();
        assertThat(policy.outage()).isEmpty();
    }

    private static RegistryFaultException registryDown() {
        try {
            AvroSerdes.forRecord(
                            Correction.class, Map.of("schema.registry.url", "http://127.0.0.1:1", "max.retries", 0))
                    .deserializer()
                    .deserialize("corrections", new byte[] {0, 0, 0, 0, 7});
            throw new IllegalStateException("somebody listens at port 1");
        } catch (RegistryFaultException e) {
            return e;
        }
    }
}
