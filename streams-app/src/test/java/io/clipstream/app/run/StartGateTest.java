package io.clipstream.app.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.Test;

class StartGateTest {
    private static final Duration PAUSE = Duration.ofMillis(1);

    private final AtomicBoolean there = new AtomicBoolean();
    private final AtomicInteger looks = new AtomicInteger();
    private final AtomicInteger starts = new AtomicInteger();

    @Test
    void waitsForWhatTheRoleNeedsSaysWhatItIsAndStartsOnce() {
        // Given a registry that is down
        StartGate gate = gate(starts::incrementAndGet);
        gate.open();
        // Then the role has not started after several looks, has not failed, and says why
        await().untilAtomic(looks, org.hamcrest.Matchers.greaterThan(3));
        assertThat(starts).hasValue(0);
        assertThat(gate.isFailed()).isFalse();
        assertThat(gate.waitsFor()).hasValue("schema registry unavailable");
        // When it comes
        there.set(true);
        // Then the role starts
        await().untilAsserted(() -> assertThat(gate.waitsFor()).isEmpty());
        assertThat(starts).hasValue(1);
    }

    @Test
    void startsNothingOnceItIsClosed() {
        StartGate gate = gate(starts::incrementAndGet);
        gate.open();
        await().untilAtomic(looks, org.hamcrest.Matchers.greaterThan(0));
        // When
        gate.close();
        there.set(true);
        // Then
        int seen = looks.get();
        assertThat(gate.waitsFor()).isEmpty();
        assertThat(starts).hasValue(0);
        assertThat(looks.get()).isLessThanOrEqualTo(seen + 1);
    }

    @Test
    void saysThatARoleIsBrokenWhoseStartFails() {
        there.set(true);
        StartGate gate = gate(() -> {
            throw new IllegalStateException("no state folder");
        });
        gate.open();
        await().untilAsserted(() -> assertThat(gate.isFailed()).isTrue());
    }

    @Test
    void saysThatARoleIsBrokenWhichCannotEvenLookForWhatItNeeds() {
        StartGate gate = new StartGate(
                Role.COLLECT,
                () -> {
                    throw new NoClassDefFoundError("of the client");
                },
                starts::incrementAndGet,
                PAUSE);
        gate.open();
        await().untilAsserted(() -> assertThat(gate.isFailed()).isTrue());
        assertThat(starts).hasValue(0);
    }

    private StartGate gate(Runnable start) {
        return new StartGate(Role.COLLECT, this::look, start, PAUSE);
    }

    private void look() {
        looks.incrementAndGet();
        if (!there.get()) {
            throw new SerializationException("schema registry unavailable");
        }
    }
}
