package io.clipstream.app.run;

import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.REPLACE_THREAD;
import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clipstream.schemas.Correction;
import io.clipstream.scoring.EngineFailedException;
import io.clipstream.serde.AvroSerdes;
import io.clipstream.serde.RegistryFaultException;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.CorruptRecordException;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
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
    private final List<Duration> threads = new ArrayList<>();
    private final FaultPolicy policy =
            new FaultPolicy(Role.SCORE, 2, Duration.ofMinutes(1), nanos::get, counted::incrementAndGet, threads::add);

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
                new SaslAuthenticationException("wrong password"),
                new ProducerFencedException("another has this id"),
                new InvalidProducerEpochException("the transaction was aborted by its timeout"),
                new TaskMigratedException("thrown out of the group", new RuntimeException()),
                new MissingSourceTopicException("images"),
                new ProcessorStateException("prediction-index", new IOException("No space left on device")));
    }

    @ParameterizedTest
    @MethodSource("outages")
    void sitsOutAnOutageForAsLongAsItLastsAndSaysWhatItIs(Exception outage) {
        // When it comes for hours, as Kafka Streams wraps it
        for (int i = 0; i < 100; i++) {
            meet(outage);
            nanos.addAndGet(Duration.ofSeconds(10).toNanos());
        }

        meet(outage);

        // Then each thread has gone at once, another one comes each time, and the role is not ready, with the reason
        assertThat(threads).hasSize(101);
        Throwable named = outage.getCause() instanceof IOException ? outage.getCause() : outage;
        assertThat(policy.outage().orElseThrow()).contains(named.getMessage());
        // And none of them counts towards its end
        assertThat(policy.handle(new IllegalStateException("a"))).isEqualTo(REPLACE_THREAD);
    }

    static Stream<Exception> whatWaitingDoesNotEnd() {
        return Stream.of(
                new RecordTooLargeException("the broker's max.message.bytes is lower than ours"),
                new InvalidConfigurationException("min.insync.replicas"),
                new UnsupportedVersionException("too old"),
                new SerializationException("no serde for it"),
                new CorruptRecordException("its checksum is wrong"),
                new ConfigException("no such setting"));
    }

    @ParameterizedTest
    @MethodSource("whatWaitingDoesNotEnd")
    void endsTheRoleAfterATimeWhereWaitingDoesNotHelp(Exception lasting) {
        // Given a minute of it, with threads that take twenty seconds to come to it
        for (int seconds = 0; seconds <= 60; seconds += 20) {
            meet(lasting);
            nanos.addAndGet(Duration.ofSeconds(20).toNanos());
        }
        assertThat(policy.handle(new StreamsException("in process", lasting))).isEqualTo(SHUTDOWN_CLIENT);
    }

    @Test
    void forgetsWhatLastedOnceSomebodyHasMendedIt() {
        // Given records that were too large now and then, and taken once somebody had raised the limit
        Exception tooLarge = new RecordTooLargeException("the broker's max.message.bytes is lower than ours");
        for (int i = 0; i < 10; i++) {
            meet(tooLarge);
            nanos.addAndGet(Duration.ofSeconds(61).toNanos());
        }
        assertThat(threads).hasSize(10);
    }

    static Stream<IOException> files() {
        return Stream.of(
                new IOException("No space left on device"),
                new IOException("File too large"),
                new FileSystemException("/state/rocksdb"));
    }

    @ParameterizedTest
    @MethodSource("files")
    void callsTheDiskByItsName(IOException full) {
        meet(full);

        assertThat(policy.outage().orElseThrow()).startsWith("disk: ");
    }

    @Test
    void takesDataThatEndTooEarlyForAFaultOfItsOwn() {
        // Given, When
        policy.handle(new StreamsException("in process", new EOFException()));
        policy.handle(new StreamsException("in process", new EOFException()));

        // Then
        assertThat(policy.outage()).isEmpty();
        assertThat(policy.handle(new StreamsException("in process", new EOFException())))
                .isEqualTo(SHUTDOWN_CLIENT);
    }

    @Test
    void callsAnOutageOverWhenAThreadHasWorkedForAFewSeconds() {
        meet(new TimeoutException("no broker"));

        nanos.addAndGet(FaultPolicy.CALM.plusMillis(499).toNanos());
        assertThat(policy.outage()).isPresent();

        nanos.addAndGet(Duration.ofMillis(1).toNanos());
        assertThat(policy.outage()).isEmpty();
    }

    @Test
    void letsThreadsWaitLongerWithEachOutage() {
        for (int i = 0; i < 7; i++) {
            meet(new TimeoutException("no broker"));
        }

        assertThat(threads.stream().map(Duration::toMillis))
                .containsExactly(500L, 1_000L, 2_000L, 4_000L, 8_000L, 10_000L, 10_000L);
        nanos.addAndGet(Duration.ofSeconds(10).plus(FaultPolicy.CALM).toNanos() - 1);
        assertThat(policy.outage()).isPresent();
        nanos.incrementAndGet();
        assertThat(policy.outage()).isEmpty();
    }

    /** The dying thread must not be kept: its transaction is open. */
    private void meet(Exception outage) {
        StreamsException fault = new StreamsException("Exception caught in process", outage);
        assertThatThrownBy(() -> policy.handle(fault)).isSameAs(fault);
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
