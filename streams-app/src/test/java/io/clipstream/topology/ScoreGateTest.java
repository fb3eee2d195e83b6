package io.clipstream.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.scoring.ScoreOutcome;
import io.clipstream.scoring.ScoreRequest;
import io.clipstream.scoring.ScoringEngine;
import io.clipstream.scoring.SimulatedPreprocessor;
import io.clipstream.scoring.SimulatedVersions;
import io.clipstream.scoring.VersionRegistry;
import io.clipstream.testing.Patience;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ScoreGateTest {
    private final VersionRegistry versions = new VersionRegistry();
    private final SimulatedPreprocessor preprocessor = new SimulatedPreprocessor(ScoreFixture.SIDE);
    private final ScoringEngine engine = ScoreFixture.engine(versions, preprocessor, Duration.ZERO);
    private final ScoreGate gate = new ScoreGate(engine);
    private final AtomicInteger pauses = new AtomicInteger();
    private final AtomicInteger resumes = new AtomicInteger();

    @BeforeEach
    void attach() {
        versions.publish(SimulatedVersions.live("tiles", 1, 1));
        gate.attach(pauses::incrementAndGet, resumes::incrementAndGet);
    }

    @AfterEach
    void close() {
        gate.close();
        engine.close();
    }

    @Test
    void pausesIntakeUntilTheEngineHasFinishedAsManyAsCameTooMany() {
        // Given an engine that is full of what it does not finish
        CountDownLatch first = preprocessor.hold(1);
        CountDownLatch second = preprocessor.hold(2);
        CompletableFuture<ScoreOutcome> one = submit(1);
        CompletableFuture<ScoreOutcome> other = submit(2);

        // When two images more come than it has room for
        gate.deferred();
        gate.deferred();
        Patience.await().until(gate::isPaused);

        // Then one that is finished is not enough, and two are
        first.countDown();
        one.join();
        assertThat(gate.isPaused()).isTrue();
        second.countDown();
        other.join();
        Patience.await().until(() -> !gate.isPaused());
        assertThat(resumes).hasValue(pauses.get());
        assertThat(gate.blocked()).isPositive();
    }

    @Test
    void neverWaitsForAnEngineThatWaitsForIntake() {
        // Given an engine with nothing to do

        // When
        gate.deferred();

        // Then
        Patience.await().until(() -> resumes.get() == 1);
        assertThat(gate.isPaused()).isFalse();
    }

    @Test
    void endsAPauseWhenItIsClosed() {
        // Given
        CountDownLatch held = preprocessor.hold(1);
        submit(1);
        gate.deferred();
        Patience.await().until(gate::isPaused);

        // When
        gate.close();

        // Then
        assertThat(resumes).hasValue(1);
        held.countDown();
    }

    private CompletableFuture<ScoreOutcome> submit(int first) {
        ByteBuffer payload = ByteBuffer.wrap(new byte[] {(byte) first});
        return Patience.limited(engine.trySubmit(new ScoreRequest("lane-" + first, "tiles", payload, 1))
                .orElseThrow());
    }
}
