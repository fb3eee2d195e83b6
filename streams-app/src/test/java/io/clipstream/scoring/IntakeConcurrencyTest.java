package io.clipstream.scoring;

import io.clipstream.scoring.ScoreOutcome.Cause;
import io.clipstream.scoring.ScoreOutcome.Refused;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.jetbrains.lincheck.datastructures.verifier.EpsilonVerifier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The monitor's races, each in many interleavings that a model checker chooses; threads that wait for ever fail it.
 *
 * <p>The constructor of a race is Given, its operations are When, one a thread, and its check is Then.
 */
@Tag("concurrency")
class IntakeConcurrencyTest {
    private static final int INTERLEAVINGS = 150;
    private static final EngineSettings SETTINGS = new EngineSettings(1, List.of(1), Duration.ZERO, 3, 1000);
    private static final ScoreOutcome OUTCOME = new Refused(Cause.UNSCORABLE, "a stand-in for any");
    private static final ByteBuffer PAYLOAD = ByteBuffer.allocate(0);

    @Test
    void neverGoesBackToAnOlderVersionAlongALane() {
        check(SwapAgainstBatch.class);
    }

    @Test
    void forgetsNothingThatIsSubmittedWhileItDrains() {
        check(DrainAgainstSubmit.class);
    }

    @Test
    void givesEachImageOneOutcomeAndItsRoomBackThoughItIsClosedMeanwhile() {
        check(CloseAgainstComplete.class);
    }

    @Test
    void letsNothingOfADiscardedLaneThroughThatIsDecodedMeanwhile() {
        check(DiscardAgainstDecoded.class);
    }

    /** Each operation once, on a thread of its own. The race's own check judges, as operations may wait for others. */
    private static void check(Class<?> race) {
        new ModelCheckingOptions()
                .iterations(1)
                .threads(3)
                .actorsPerThread(1)
                .actorsBefore(0)
                .actorsAfter(0)
                .invocationsPerIteration(INTERLEAVINGS)
                .verifier(EpsilonVerifier.class)
                .minimizeFailedScenario(false)
                .check(race);
    }

    /** Two devices take a batch each of one lane, while versions of two tasks are installed. */
    public static class SwapAgainstBatch {
        private static final LiveVersion OLD_A = SimulatedVersions.live("a", 1, 1);
        private static final LiveVersion OLD_B = SimulatedVersions.live("b", 1, 1);
        private static final LiveVersion NEW_A = SimulatedVersions.live("a", 2, 2);
        private static final LiveVersion NEW_B = SimulatedVersions.live("b", 2, 2);

        private final VersionRegistry versions = new VersionRegistry();
        private final Intake intake = new Intake(SETTINGS, versions);
        private final Pending first;
        private VersionSnapshot usedFirst;
        private VersionSnapshot usedSecond;

        public SwapAgainstBatch() throws InterruptedException {
            versions.publish(OLD_A);
            versions.publish(OLD_B);
            first = ready(intake);
            ready(intake);
        }

        @Operation(runOnce = true)
        public void device() throws InterruptedException {
            takeOne();
        }

        @Operation(runOnce = true)
        public void otherDevice() throws InterruptedException {
            takeOne();
        }

        @Operation(runOnce = true)
        public void install() {
            versions.publish(NEW_A);
            versions.publish(NEW_B);
        }

        @Validate
        public void neverGoesBack() {
            require(offset(usedFirst, "a") <= offset(usedSecond, "a"), "a's pointer goes forward");
            require(offset(usedFirst, "b") <= offset(usedSecond, "b"), "b's pointer goes forward");
            require(offset(usedFirst, "a") >= offset(usedFirst, "b"), "versions that were live together");
            require(offset(usedSecond, "a") >= offset(usedSecond, "b"), "versions that were live together");
            requireEmpty(intake, 2);
        }

        private void takeOne() throws InterruptedException {
            Batches.Batch batch = intake.takeBatch();
            if (batch.images().get(0) == first) {
                usedFirst = batch.versions();
            } else {
                usedSecond = batch.versions();
            }
            settle(intake, batch);
        }

        private static long offset(VersionSnapshot snapshot, String task) {
            return snapshot.of(task).pointerOffset();
        }
    }

    /** An image comes in while the engine drains, and then closes. */
    public static class DrainAgainstSubmit {
        private final Intake intake = new Intake(SETTINGS, new VersionRegistry());
        private final Pending early;
        private final Pending late = image();
        private boolean accepted;
        private boolean drained;

        public DrainAgainstSubmit() throws InterruptedException {
            early = ready(intake);
        }

        @Operation(runOnce = true)
        public void submitAndDecode() throws InterruptedException {
            try {
                accepted = intake.offer(late);
            } catch (CancellationException e) {
                return;
            }
            Pending next = intake.nextToDecode();
            if (next != null) {
                intake.decoded(next);
            }
        }

        @Operation(runOnce = true)
        public void device() throws InterruptedException {
            for (Batches.Batch batch = intake.takeBatch(); batch != null; batch = intake.takeBatch()) {
                settle(intake, batch);
            }
        }

        @Operation(runOnce = true)
        public void drainAndClose() throws InterruptedException {
            boolean empty = intake.awaitEmpty(TimeUnit.HOURS.toNanos(1));
            drained = empty && early.outcome.isDone();
            intake.become(EngineState.CLOSED, null);
        }

        @Validate
        public void forgetsNothing() {
            require(drained, "it is drained once what was submitted before is scored");
            require(early.outcome.getNow(null) == OUTCOME, "what was submitted before is scored");
            require(late.outcome.isDone() == accepted, "an outcome for what was accepted, and for nothing else");
            requireEmpty(intake, accepted ? 2 : 1);
        }
    }

    /** The engine is closed while one image comes out of the device and one out of its decoder, and one is between. */
    public static class CloseAgainstComplete {
        private final Intake intake = new Intake(SETTINGS, new VersionRegistry());
        private final Pending scored;
        private final Batches.Batch inDevice;
        private final Pending ready;
        private final Pending inDecoder;

        public CloseAgainstComplete() throws InterruptedException {
            scored = ready(intake);
            inDevice = intake.takeBatch();
            ready = ready(intake);
            inDecoder = decoding(intake);
        }

        @Operation(runOnce = true)
        public void device() {
            settle(intake, inDevice);
        }

        @Operation(runOnce = true)
        public void decoder() {
            intake.decoded(inDecoder);
        }

        @Operation(runOnce = true)
        public void close() {
            intake.become(EngineState.CLOSED, null);
        }

        @Validate
        public void completesEach() {
            require(scored.outcome.getNow(null) == OUTCOME, "what the device had begun counts");
            require(ready.outcome.isCompletedExceptionally(), "what was ready is cancelled");
            require(inDecoder.outcome.isCompletedExceptionally(), "what was in its decoder is cancelled");
            requireEmpty(intake, 3);
        }
    }

    /** A lane is discarded, and comes back, while its images come out of their decoders. */
    public static class DiscardAgainstDecoded {
        private final Intake intake = new Intake(SETTINGS, new VersionRegistry());
        private final Pending first;
        private final Pending second;
        private final Pending again = image();
        private boolean accepted;

        public DiscardAgainstDecoded() throws InterruptedException {
            first = decoding(intake);
            second = decoding(intake);
        }

        @Operation(runOnce = true)
        public void decoder() {
            intake.decoded(first);
        }

        @Operation(runOnce = true)
        public void otherDecoder() {
            intake.decoded(second);
        }

        @Operation(runOnce = true)
        public void discardAndComeBack() {
            intake.discard(first.request.lane());
            accepted = intake.offer(again);
        }

        @Validate
        public void letsNothingThrough() throws InterruptedException {
            require(first.outcome.isCompletedExceptionally(), "the first is dropped");
            require(second.outcome.isCompletedExceptionally(), "the second is dropped");
            require(accepted && intake.stats().inFlight() == 1, "their room is free");
            intake.decoded(intake.nextToDecode());
            Batches.Batch batch = intake.takeBatch();
            require(batch.images().get(0) == again, "only what came afterwards goes to the device");
            settle(intake, batch);
            requireEmpty(intake, 3);
        }
    }

    private static Pending image() {
        return new Pending(new ScoreRequest("lane", "a", PAYLOAD, 10));
    }

    /** An image that was taken in and is in its decoder. */
    private static Pending decoding(Intake intake) throws InterruptedException {
        Pending image = image();
        intake.offer(image);
        intake.nextToDecode();
        return image;
    }

    /** An image whose turn it is. */
    private static Pending ready(Intake intake) throws InterruptedException {
        Pending image = decoding(intake);
        intake.decoded(image);
        return image;
    }

    /** As a device worker does it. */
    private static void settle(Intake intake, Batches.Batch batch) {
        intake.workerIdle();
        for (Pending image : batch.images()) {
            image.outcome.complete(OUTCOME);
        }
        intake.release(batch.images());
    }

    private static void requireEmpty(Intake intake, int settled) {
        EngineStats stats = intake.stats();
        require(stats.inFlight() == 0 && stats.inFlightBytes() == 0, "all room is given back");
        require(stats.waitingForDecode() == 0 && stats.waitingForDevice() == 0, "nothing is left");
        require(stats.busyWorkers() == 0, "no device is busy");
        require(stats.settled() == settled, "each is settled once");
    }

    /** Not AssertJ: the model checker would follow it through all its classes. */
    private static void require(boolean condition, String expected) {
        if (!condition) {
            throw new AssertionError("expected: " + expected);
        }
    }
}
