package io.clipstream.app.run;

import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.REPLACE_THREAD;
import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.scoring.EngineFailedException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.streams.errors.StreamsException;
import org.junit.jupiter.api.Test;

class FaultPolicyTest {
    private final MovingClock clock = new MovingClock();
    private final AtomicInteger counted = new AtomicInteger();
    private final FaultPolicy policy =
            new FaultPolicy(Role.SCORE, 2, Duration.ofMinutes(1), clock, counted::incrementAndGet);

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

        clock.now = clock.now.plusSeconds(61);

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

    private static final class MovingClock extends Clock {
        private Instant now = Instant.EPOCH;

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }
}
