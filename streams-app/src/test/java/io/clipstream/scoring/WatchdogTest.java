package io.clipstream.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clipstream.scoring.ScoreOutcome.Cause;
import io.clipstream.scoring.ScoreOutcome.Refused;
import io.clipstream.scoring.ScoreOutcome.Scored;
import io.clipstream.testing.Patience;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WatchdogTest {
    private static final int SIDE = 4;
    private static final Duration NEVER = Duration.ofHours(1);

    private final VersionRegistry versions = new VersionRegistry();
    private final SimulatedPreprocessor preprocessor = new SimulatedPreprocessor(SIDE);
    private final SimulatedEncoder encoder = new SimulatedEncoder(8, SIDE, Duration.ZERO);
    private final AtomicInteger failures = new AtomicInteger();
    private final AtomicInteger abandoned = new AtomicInteger();
    private ScoringEngine engine;

    @AfterEach
    void close() {
        if (engine != null) {
            engine.close();
        }
    }

    @Test
    void endsTheEngineWhenABatchDoesNotEndThoughItsThreadNeverComesBack() throws Exception {
        // Given
        start(Duration.ofMillis(400), NEVER);
        CountDownLatch never = encoder.hold();

        // When
        CompletableFuture<ScoreOutcome> struck = submit("images-3", 1);
        CompletableFuture<ScoreOutcome> behind = submit("images-3", 2);

        // Then everything fails with a message that names device, batch, partition, time and key
        assertThatThrownBy(struck::get)
                .hasCauseInstanceOf(EngineFailedException.class)
                .hasMessageContaining("device worker 0")
                .hasMessageContaining("a batch of ")
                .hasMessageContaining("images-3")
                .hasMessageContaining("allowed are 0.4 s")
                .hasMessageContaining("score.stall.timeout.ms");
        assertThatThrownBy(behind::get).hasCauseInstanceOf(EngineFailedException.class);
        assertThat(engine.stats().state()).isEqualTo(EngineState.FAILED);
        assertThat(engine.trouble().orElseThrow()).contains("the device or its driver hangs");
        Patience.await().until(() -> failures.get() == 1);

        // And closing does not wait for it
        long begin = System.nanoTime();
        engine.close();
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(9));
        assertThat(engine.hasEnded()).isFalse();
        never.countDown();
        Patience.await().until(engine::hasEnded);
    }

    @Test
    void saysThatADeviceIsInTroubleBeforeItIsGivenUp() throws Exception {
        // Given a batch that is held, but not for too long
        start(Duration.ofSeconds(20), NEVER);
        CountDownLatch held = encoder.hold();
        CompletableFuture<ScoreOutcome> slow = submit("images-0", 1);

        // When a quarter of the time is over
        Patience.await().until(() -> engine.trouble().isPresent());

        // Then it says why, for how long, and all is well again once the batch ends
        assertThat(engine.trouble().orElseThrow())
                .contains("device worker 0", "a batch of 1", "images-0", "for ")
                .doesNotContain("hangs");
        assertThat(engine.batchAge()).isGreaterThanOrEqualTo(Duration.ofSeconds(5));
        assertThat(engine.stats().state()).isEqualTo(EngineState.RUNNING);
        held.countDown();
        assertThat(slow.get()).isInstanceOf(Scored.class);
        Patience.await().until(() -> engine.trouble().isEmpty());
        assertThat(engine.batchAge()).isZero();
        assertThat(failures).hasValue(0);
    }

    @Test
    void aSlowDeviceIsNotAStuckOne() throws Exception {
        // Given batches that take longer in sum than one may
        SimulatedEncoder slow = new SimulatedEncoder(8, SIDE, Duration.ofMillis(150));
        engine = ScoringEngine.start(
                settings(Duration.ofSeconds(2), NEVER), preprocessor, List.of(slow), versions, listener());
        versions.publish(SimulatedVersions.live("tiles", 1, 1));
        assertThat(engine.awaitReady(Patience.LIMIT)).isTrue();

        // When, Then
        for (int i = 0; i < 16; i++) {
            assertThat(submit("lane", 1).get()).isInstanceOf(Scored.class);
        }
        assertThat(failures).hasValue(0);
    }

    @Test
    void endsTheEngineWhenTheDeviceHasNoMemory() throws Exception {
        // Given
        start(NEVER, NEVER);

        // When
        encoder.breakDown(new OutOfMemoryError("Cannot reserve direct buffer memory"));
        CompletableFuture<ScoreOutcome> struck = submit("lane", 1);

        // Then
        assertThatThrownBy(struck::get)
                .hasCauseInstanceOf(EngineFailedException.class)
                .hasMessageContaining("Cannot reserve direct buffer memory");
        Patience.await().until(() -> engine.stats().state() == EngineState.FAILED);
        assertThat(engine.trouble().orElseThrow()).contains("Cannot reserve direct buffer memory");
        Patience.await().until(() -> failures.get() == 1);
        engine.close();
        Patience.await().until(engine::hasEnded);
    }

    @Test
    void refusesAnImageWhoseDecodingDoesNotEndAndGoesOnWithoutItsThread() throws Exception {
        // Given one decode thread
        start(NEVER, Duration.ofMillis(200));
        preprocessor.holdForEver(7);

        // When
        CompletableFuture<ScoreOutcome> hanging = submit("lane", 7);
        CompletableFuture<ScoreOutcome> behind = submit("lane", 1);

        // Then
        Refused refused = (Refused) hanging.get();
        assertThat(refused.cause()).isEqualTo(Cause.UNREADABLE_IMAGE);
        assertThat(refused.message()).contains("2 bytes", "within 200 ms", "score.decode.timeout.ms");
        assertThat(behind.get()).isInstanceOf(Scored.class);
        assertThat(engine.drain(Patience.LIMIT)).isTrue();
        assertThat(engine.stats().inFlightBytes()).isZero();
        assertThat(abandoned).hasValue(1);
        assertThat(engine.stats().state()).isEqualTo(EngineState.RUNNING);
        preprocessor.letGo();
    }

    @Test
    void endsTheEngineWhenManyDecodeThreadsHang() throws Exception {
        // Given
        start(NEVER, Duration.ofMillis(100));
        preprocessor.holdForEver(7);

        // When
        for (int i = 0; i < 5; i++) {
            assertThat(submit("lane-" + i, 7).get()).isInstanceOf(Refused.class);
        }

        // Then each image had its answer, and only a new process is rid of the threads
        Patience.await().until(() -> engine.stats().state() == EngineState.FAILED);
        assertThat(engine.trouble().orElseThrow()).contains("5 decode threads hang");
        preprocessor.letGo();
    }

    @Test
    void imagesThatHangTogetherAreAnsweredForSomeTimeBeforeTheEngineEnds() throws Exception {
        // Given as many decode threads as images that hang
        Duration limit = Duration.ofMillis(400);
        EngineSettings settings =
                new EngineSettings(5, List.of(1, 2), Duration.ZERO, 64, 1_000_000).withTimeouts(NEVER, limit);
        AtomicLong failedAt = new AtomicLong();
        engine = ScoringEngine.start(settings, preprocessor, List.of(encoder), versions, new EngineListener() {
            @Override
            public void failed(Throwable cause) {
                failedAt.set(System.nanoTime());
            }
        });
        assertThat(engine.awaitReady(Patience.LIMIT)).isTrue();
        preprocessor.holdForEver(7);

        // When
        AtomicLong answeredAt = new AtomicLong();
        List<CompletableFuture<ScoreOutcome>> outcomes = IntStream.range(0, 5)
                .mapToObj(i -> submit("lane-" + i, 7).whenComplete((o, e) -> answeredAt.set(System.nanoTime())))
                .toList();

        // Then
        for (CompletableFuture<ScoreOutcome> outcome : outcomes) {
            assertThat(outcome.get()).isInstanceOf(Refused.class);
        }
        Patience.await().until(() -> failedAt.get() != 0);
        assertThat(Duration.ofNanos(failedAt.get() - answeredAt.get())).isGreaterThan(limit.dividedBy(2));
        preprocessor.letGo();
    }

    @Test
    void neverGivesUpAnImageThatHasJustBegun() {
        // Given a worker that has begun an image since somebody looked how long it was in the one before
        AtomicLong machine = new AtomicLong();
        WakingClock clock = new WakingClock(machine::get, 1000);
        Intake intake = new Intake(settings(NEVER, NEVER), versions);
        DecodeWorker worker = new DecodeWorker(intake, preprocessor, listener(), clock);
        CountDownLatch held = preprocessor.hold(7);
        Thread thread = new Thread(worker);
        worker.runsOn(thread);
        thread.start();
        Pending image = new Pending(new ScoreRequest("lane", "tiles", ByteBuffer.wrap(new byte[] {7}), 1));
        intake.offer(image);
        Patience.await().until(() -> {
            machine.incrementAndGet();
            clock.tick();
            return worker.age() > 0;
        });

        // When, Then
        assertThat(worker.abandon(NEVER)).isFalse();
        assertThat(image.outcome).isNotDone();
        held.countDown();
        intake.become(EngineState.CLOSED, null);
    }

    @Test
    void timeThatTheProcessSleptThroughDoesNotCount() {
        // Given a clock of the machine
        AtomicLong machine = new AtomicLong(1_000);
        WakingClock clock = new WakingClock(machine::get, 100);
        Activity<String> activity = new Activity<>(clock);
        activity.begin("batch");

        // When a moment passes, then a night
        machine.addAndGet(50);
        clock.tick();
        machine.addAndGet(1_000_000);
        clock.tick();

        // Then
        assertThat(activity.age()).isEqualTo(150);
        activity.end();
        assertThat(activity.age()).isZero();
    }

    private void start(Duration stall, Duration decode) throws InterruptedException {
        engine = ScoringEngine.start(settings(stall, decode), preprocessor, List.of(encoder), versions, listener());
        versions.publish(SimulatedVersions.live("tiles", 1, 1));
        assertThat(engine.awaitReady(Patience.LIMIT)).isTrue();
    }

    private static EngineSettings settings(Duration stall, Duration decode) {
        return new EngineSettings(1, List.of(1, 2), Duration.ZERO, 64, 1_000_000).withTimeouts(stall, decode);
    }

    private EngineListener listener() {
        return new EngineListener() {
            @Override
            public void failed(Throwable cause) {
                failures.incrementAndGet();
            }

            @Override
            public void abandoned() {
                abandoned.incrementAndGet();
            }
        };
    }

    private CompletableFuture<ScoreOutcome> submit(String lane, int first) {
        ByteBuffer payload = ByteBuffer.wrap(new byte[] {(byte) first, 1});
        return Patience.limited(
                engine.trySubmit(new ScoreRequest(lane, "tiles", payload, 100)).orElseThrow());
    }
}
