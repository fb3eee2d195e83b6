package io.clipstream.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clipstream.scoring.ScoreOutcome.Cause;
import io.clipstream.scoring.ScoreOutcome.Refused;
import io.clipstream.scoring.ScoreOutcome.Scored;
import io.clipstream.testing.Patience;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ScoringEngineTest {
    private static final int SIDE = 4;

    private final VersionRegistry versions = new VersionRegistry();
    private final SimulatedPreprocessor preprocessor = new SimulatedPreprocessor(SIDE);
    private SimulatedEncoder encoder = new SimulatedEncoder(8, SIDE, Duration.ofMillis(1));
    private ScoringEngine engine;

    @AfterEach
    void close() {
        if (engine != null) {
            engine.close();
        }
    }

    @Test
    void scoresWithTheLiveVersionOfItsTask() throws Exception {
        // Given
        start(settings(64, 1_000_000));
        versions.publish(SimulatedVersions.live("tiles", 7, 1));

        // When
        Scored scored = (Scored) submit("lane", "tiles", 3).get();

        // Then
        assertThat(scored.version().version()).isEqualTo(7);
        assertThat(scored.probabilities()).containsExactly(1 / 8f, 7 / 8f);
        assertThat(scored.feature()).hasSize(8);
        assertThat(scored.feature()[3]).isEqualTo(1);
        assertThat(scored.zeroShot().label()).isZero();
        assertThat(scored.zeroShot().margin()).isEqualTo(1);
        assertThat(scored.times().batchSize()).isEqualTo(1);
    }

    @Test
    void keepsTheOrderOfALaneAndLetsOthersOvertake() throws Exception {
        // Given a first image that decodes slowly
        start(settings(64, 1_000_000));
        versions.publish(SimulatedVersions.live("tiles", 1, 1));
        CountDownLatch gate = preprocessor.hold(1);
        CompletableFuture<ScoreOutcome> slow = submit("lane", "tiles", 1);
        CompletableFuture<ScoreOutcome> behind = submit("lane", "tiles", 2);

        // When an image of another lane comes later
        submit("other", "tiles", 3).get();

        // Then it is scored, and the one behind the slow one is not
        assertThat(behind).isNotDone();
        versions.publish(SimulatedVersions.live("tiles", 2, 2));
        gate.countDown();
        assertThat(((Scored) slow.get()).version().version()).isEqualTo(2);
        assertThat(((Scored) behind.get()).version().version()).isEqualTo(2);
    }

    @Test
    void refusesWhatIsNoImageAndGoesOn() throws Exception {
        // Given
        start(settings(64, 1_000_000));
        versions.publish(SimulatedVersions.live("tiles", 1, 1));

        // When
        CompletableFuture<ScoreOutcome> unreadable = submit("lane", "tiles", SimulatedPreprocessor.UNREADABLE);
        CompletableFuture<ScoreOutcome> breaking = submit("lane", "tiles", SimulatedPreprocessor.BREAKS);
        CompletableFuture<ScoreOutcome> good = submit("lane", "tiles", 1);

        // Then
        assertThat(unreadable.get()).isEqualTo(new Refused(Cause.UNREADABLE_IMAGE, "not an image"));
        assertThat(((Refused) breaking.get()).cause()).isEqualTo(Cause.UNREADABLE_IMAGE);
        assertThat(good.get()).isInstanceOf(Scored.class);
        Patience.await().until(() -> engine.stats().inFlight() == 0);
    }

    @Test
    void refusesAnImageThatExhaustsTheHeapAndGoesOn() throws Exception {
        // Given
        start(settings(64, 1_000_000));
        versions.publish(SimulatedVersions.live("tiles", 1, 1));

        // When
        Refused refused = (Refused)
                submit("lane", "tiles", SimulatedPreprocessor.EXHAUSTS).get();

        // Then it is the image that is refused, and the engine scores the next
        assertThat(refused.cause()).isEqualTo(Cause.UNREADABLE_IMAGE);
        assertThat(refused.message()).contains("2 bytes").contains("memory").contains("Java heap space");
        assertThat(submit("lane", "tiles", 1).get()).isInstanceOf(Scored.class);
        assertThat(engine.stats().state()).isEqualTo(EngineState.RUNNING);
    }

    @Test
    void refusesATaskWithoutALiveVersion() throws Exception {
        // Given
        start(settings(64, 1_000_000));
        versions.publish(SimulatedVersions.live("tiles", 1, 1));
        versions.retire("tiles", 2);

        // When
        Refused refused = (Refused) submit("lane", "tiles", 1).get();

        // Then
        assertThat(refused.cause()).isEqualTo(Cause.UNKNOWN_TASK);
        assertThat(refused.message()).contains("tiles");
    }

    @Test
    void batchesOnlyInWarmedSizes() throws Exception {
        // Given
        start(settings(256, 10_000_000));
        versions.publish(SimulatedVersions.live("tiles", 1, 1));
        List<Integer> warmed = encoder.sizes();

        // When 32 images are ready at once
        scoreTogether(32);

        // Then
        assertThat(warmed).isEqualTo(EngineSettings.DEFAULT_BUCKETS);
        assertThat(encoder.sizes()).allMatch(EngineSettings.DEFAULT_BUCKETS::contains);
        assertThat(encoder.sizes().subList(warmed.size(), encoder.sizes().size()))
                .contains(32);
    }

    @Test
    void makesNoBatchesThatTakeTheEncoderTooLong() throws Exception {
        // Given a device that is slow from 4 images on
        encoder = new SimulatedEncoder(8, SIDE, size -> Duration.ofMillis(size < 4 ? 1 : 1_100));
        start(settings(256, 10_000_000));
        versions.publish(SimulatedVersions.live("tiles", 1, 1));
        List<Integer> warmed = encoder.sizes();

        // When eight images are ready at once
        scoreTogether(8);

        // Then
        assertThat(warmed).containsExactly(1, 2, 4, 4);
        assertThat(encoder.sizes().subList(warmed.size(), encoder.sizes().size()))
                .contains(2)
                .allMatch(size -> size <= 2);
    }

    @Test
    void forgivesABatchSizeThatIsSlowTheFirstTimeOnly() throws Exception {
        // Given a device that compiles for a while at 4 images
        AtomicBoolean compiled = new AtomicBoolean();
        encoder = new SimulatedEncoder(
                8, SIDE, size -> Duration.ofMillis(size == 4 && compiled.compareAndSet(false, true) ? 1_100 : 1));
        start(settings(256, 10_000_000));
        versions.publish(SimulatedVersions.live("tiles", 1, 1));
        List<Integer> warmed = encoder.sizes();

        // When
        scoreTogether(32);

        // Then
        assertThat(warmed).startsWith(1, 2, 4, 4, 6).endsWith(32);
        assertThat(encoder.sizes().subList(warmed.size(), encoder.sizes().size()))
                .anyMatch(size -> size > 4);
    }

    @Test
    void isBoundedByCountAndByBytesButAlwaysTakesOne() throws Exception {
        // Given
        start(settings(32, 1000));
        versions.publish(SimulatedVersions.live("tiles", 1, 1));
        CountDownLatch gate = preprocessor.hold(1);

        // When
        CompletableFuture<ScoreOutcome> huge = submit("lane", "tiles", 1, 1_000_000);

        // Then
        assertThat(engine.hasRoom(1)).isFalse();
        assertThat(engine.trySubmit(request("lane", "tiles", 2, 1))).isEmpty();
        gate.countDown();
        huge.get();
        Patience.await().until(() -> engine.hasRoom(1));
        assertThat(engine.stats().inFlightBytes()).isZero();
    }

    @Test
    void discardingALaneGivesItsRoomBack() throws Exception {
        // Given
        start(settings(32, 1_000_000));
        versions.publish(SimulatedVersions.live("tiles", 1, 1));
        CountDownLatch gate = preprocessor.hold(1);
        CompletableFuture<ScoreOutcome> held = submit("lane", "tiles", 1);
        CompletableFuture<ScoreOutcome> behind = submit("lane", "tiles", 2);

        // When
        engine.discard("lane");

        // Then
        assertThat(engine.stats().inFlight()).isZero();
        assertThat(held).isCancelled();
        assertThat(behind).isCancelled();
        gate.countDown();
        assertThat(submit("lane", "tiles", 3).get()).isInstanceOf(Scored.class);
        assertThat(engine.drain(Patience.LIMIT)).isTrue();
    }

    @Test
    void anEncoderThatBreaksDownFailsEverythingAtOnce() throws Exception {
        // Given
        start(settings(64, 1_000_000));
        versions.publish(SimulatedVersions.live("tiles", 1, 1));
        CountDownLatch gate = preprocessor.hold(1);
        CompletableFuture<ScoreOutcome> waiting = submit("lane", "tiles", 1);

        // When
        encoder.breakDown();
        CompletableFuture<ScoreOutcome> struck = submit("other", "tiles", 2);

        // Then
        assertThatThrownBy(struck::get)
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(EngineFailedException.class)
                .hasMessageContaining("fell off the bus");
        assertThatThrownBy(waiting::get).hasCauseInstanceOf(EngineFailedException.class);
        assertThatThrownBy(() -> submit("lane", "tiles", 1)).isInstanceOf(EngineFailedException.class);
        assertThat(engine.stats().state()).isEqualTo(EngineState.FAILED);
        gate.countDown();
    }

    @Test
    void everyImageTakenInIsSettledWhenClosedInTheMiddle() throws Exception {
        // Given threads that submit as fast as they can
        start(settings(64, 1_000_000));
        versions.publish(SimulatedVersions.live("tiles", 1, 1));
        List<CompletableFuture<ScoreOutcome>> taken = new ArrayList<>();
        List<Thread> submitters = new ArrayList<>();
        for (int t = 0; t < 3; t++) {
            String lane = "lane-" + t;
            submitters.add(new Thread(() -> {
                try {
                    while (true) {
                        Optional<CompletableFuture<ScoreOutcome>> outcome =
                                engine.trySubmit(request(lane, "tiles", 1, 100));
                        if (outcome.isPresent()) {
                            synchronized (taken) {
                                taken.add(outcome.get());
                            }
                        } else {
                            engine.awaitProgress(Duration.ofMillis(5));
                        }
                    }
                } catch (CancellationException | InterruptedException e) {
                    // closed: the end of this thread
                }
            }));
        }
        submitters.forEach(Thread::start);
        int warmed = encoder.sizes().size();
        Patience.await().until(() -> encoder.sizes().size() > warmed + 100);

        // When
        engine.close();
        for (Thread submitter : submitters) {
            submitter.join();
        }

        // Then
        synchronized (taken) {
            assertThat(taken).hasSizeGreaterThan(100).allMatch(CompletableFuture::isDone);
        }
    }

    @Test
    void oneBatchSeesOneVersionOfEachTaskAndVersionsNeverGoBack() throws Exception {
        // Given two tasks whose versions are swapped without pause
        List<List<Scored>> batches = new ArrayList<>();
        EngineListener listener = new EngineListener() {
            @Override
            public void batch(int size, long nanos) {
                batches.add(new ArrayList<>());
            }

            @Override
            public void scored(Scored outcome) {
                batches.get(batches.size() - 1).add(outcome);
            }
        };
        start(settings(256, 10_000_000), listener);
        versions.publish(SimulatedVersions.live("one", 1, 1));
        versions.publish(SimulatedVersions.live("two", 1, 1));
        AtomicLong swapped = new AtomicLong(1);
        AtomicBoolean over = new AtomicBoolean();
        Thread swapper = new Thread(() -> {
            for (long v = 2; !over.get(); v++) {
                versions.publish(SimulatedVersions.live("one", v, v));
                versions.publish(SimulatedVersions.live("two", v, v));
                swapped.set(v);
            }
        });
        swapper.setDaemon(true);
        swapper.start();

        // When
        for (int i = 0; i < 5000; ) {
            if (i == 4000) {
                // However long the swapper waited for a processor: the last images see later versions than the first.
                Patience.await().until(() -> swapped.get() > 10);
            }
            String task = i % 2 == 0 ? "one" : "two";
            if (engine.trySubmit(request("lane-" + i % 3, task, i % 100, 100)).isPresent()) {
                i++;
            } else {
                engine.awaitProgress(Duration.ofMillis(5));
            }
        }
        assertThat(engine.drain(Patience.LIMIT)).isTrue();
        over.set(true);
        swapper.join();
        engine.close();

        // Then
        for (String task : List.of("one", "two")) {
            long last = 0;
            for (List<Scored> batch : batches) {
                List<Scored> own = batch.stream()
                        .filter(s -> s.version().task().equals(task))
                        .toList();
                assertThat(own.stream()
                                .map(s -> s.version().version())
                                .distinct()
                                .count())
                        .isLessThanOrEqualTo(1);
                for (Scored scored : own) {
                    long version = scored.version().version();
                    assertThat(version).isGreaterThanOrEqualTo(last);
                    assertThat(scored.probabilities()[0]).isEqualTo(SimulatedVersions.probabilityOf(version));
                    last = version;
                }
            }
            assertThat(last).as("versions seen of " + task).isGreaterThan(10);
        }
        assertThat(batches.stream().mapToInt(List::size).sum()).isEqualTo(5000);
    }

    @Test
    void refusesSettingsOutsideTheirRange() {
        // Given, When, Then
        assertThatThrownBy(() -> settings(31, 1))
                .hasMessageContaining("maxInFlight")
                .hasMessageContaining("31");
        assertThatThrownBy(() -> new EngineSettings(1, List.of(2, 4), Duration.ZERO, 64, 1))
                .hasMessageContaining("buckets");
        assertThatThrownBy(() -> new EngineSettings(1, List.of(1), Duration.ofMillis(4), 64, 1))
                .hasMessageContaining("maxWait");
    }

    private void start(EngineSettings settings) throws InterruptedException {
        start(settings, EngineListener.NONE);
    }

    private void start(EngineSettings settings, EngineListener listener) throws InterruptedException {
        engine = ScoringEngine.start(settings, preprocessor, List.of(encoder), versions, listener, encoder.clock());
        assertThat(engine.awaitReady(Patience.LIMIT)).isTrue();
    }

    /** Scores images of one lane that are all ready when the device, held within a batch of one, is free again. */
    private void scoreTogether(int images) throws Exception {
        CountDownLatch gate = encoder.hold();
        List<CompletableFuture<ScoreOutcome>> outcomes = new ArrayList<>();
        outcomes.add(submit("lane", "tiles", 0));
        Patience.await().until(() -> engine.stats().busyWorkers() == 1);
        for (int i = 0; i < images; i++) {
            outcomes.add(submit("lane", "tiles", 1));
        }
        Patience.await().until(() -> engine.stats().waitingForDevice() == images);
        gate.countDown();
        for (CompletableFuture<ScoreOutcome> outcome : outcomes) {
            assertThat(outcome.get()).isInstanceOf(Scored.class);
        }
    }

    private static EngineSettings settings(int maxInFlight, long maxBytes) {
        return new EngineSettings(3, EngineSettings.DEFAULT_BUCKETS, Duration.ZERO, maxInFlight, maxBytes);
    }

    private CompletableFuture<ScoreOutcome> submit(String lane, String task, int first) {
        return submit(lane, task, first, 100);
    }

    private CompletableFuture<ScoreOutcome> submit(String lane, String task, int first, long bytes) {
        return Patience.limited(
                engine.trySubmit(request(lane, task, first, bytes)).orElseThrow());
    }

    private static ScoreRequest request(String lane, String task, int first, long bytes) {
        return new ScoreRequest(lane, task, ByteBuffer.wrap(new byte[] {(byte) first, 1}), bytes);
    }
}
