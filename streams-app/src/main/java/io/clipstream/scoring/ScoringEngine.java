package io.clipstream.scoring;

import io.clipstream.clip.ImageEncoder;
import io.clipstream.clip.ImagePreprocessor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Decodes images, batches them over all lanes and scores them with the live version of their task.
 *
 * <p>Safe for use by many threads. Decode threads and one device thread an encoder are the engine's own; outcomes complete
 * on them, so whatever hangs on a future must be short. An encoder that throws ends the engine; an image that cannot be
 * read does not.
 */
public final class ScoringEngine implements AutoCloseable {
    private static final long JOIN_MILLIS = 10_000;
    private static final long STUCK_JOIN_MILLIS = 500;

    private final Intake intake;
    private final int pixelBytes;
    private final CountDownLatch warm;
    private final DecodePool decoders;
    private final Watchdog watchdog;
    private final List<Thread> devices = new ArrayList<>();

    private ScoringEngine(Intake intake, int pixelBytes, CountDownLatch warm, DecodePool decoders, Watchdog watchdog) {
        this.intake = intake;
        this.pixelBytes = pixelBytes;
        this.warm = warm;
        this.decoders = decoders;
        this.watchdog = watchdog;
    }

    /**
     * Starts the threads; the encoders are warmed at once and belong to the engine from here.
     *
     * @param encoders one a device worker, all of one dimension and image size; at least one
     */
    public static ScoringEngine start(
            EngineSettings settings,
            ImagePreprocessor preprocessor,
            List<? extends ImageEncoder> encoders,
            VersionRegistry versions,
            EngineListener listener) {
        return start(settings, preprocessor, encoders, versions, listener, System::nanoTime);
    }

    /** With the clock that says how long a warm-up takes. */
    static ScoringEngine start(
            EngineSettings settings,
            ImagePreprocessor preprocessor,
            List<? extends ImageEncoder> encoders,
            VersionRegistry versions,
            EngineListener listener,
            LongSupplier nanoClock) {
        int side = preprocessor.imageSize();
        if (encoders.isEmpty() || encoders.stream().anyMatch(e -> e.imageSize() != side)) {
            throw new IllegalArgumentException("at least one encoder of image size " + side + " is needed");
        }
        int devices = encoders.stream().anyMatch(ImageEncoder::isShared) ? 1 : encoders.size();
        Intake intake = new Intake(settings, versions, devices);
        CountDownLatch warm = new CountDownLatch(encoders.size());
        WakingClock clock = Watchdog.clock(settings);
        DecodePool decoders = new DecodePool(intake, preprocessor, listener, clock);
        Watchdog watchdog = new Watchdog(intake, settings, listener, decoders, clock);
        List<DeviceWorker> workers = new ArrayList<>();
        for (int i = 0; i < encoders.size(); i++) {
            workers.add(new DeviceWorker(i, clock, intake, encoders.get(i), settings, listener, warm, nanoClock));
        }
        watchdog.watch(workers);
        ScoringEngine engine = new ScoringEngine(intake, side * side * 3, warm, decoders, watchdog);
        try {
            decoders.start(settings.decodeThreads());
            for (int i = 0; i < workers.size(); i++) {
                engine.devices.add(start("clipstream-device-" + i, workers.get(i)));
            }
            start("clipstream-watchdog", watchdog);
            return engine;
        } catch (RuntimeException | Error e) {
            // No thread to be had: those that run must not stay.
            engine.close();
            throw e;
        }
    }

    private static Thread start(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    /** Whether there is room for an image for which {@code bytes} are held; a lane refused before comes first. */
    public boolean hasRoom(long bytes) {
        return intake.hasRoom(bytes + pixelBytes);
    }

    /**
     * Takes an image in.
     *
     * @return its outcome to come, or empty if there is no room now. The outcome fails with
     *     {@link EngineFailedException} if the engine breaks down and with
     *     {@link java.util.concurrent.CancellationException} if its lane is discarded or the engine closed
     * @throws EngineFailedException if the engine broke down before
     */
    public Optional<CompletableFuture<ScoreOutcome>> trySubmit(ScoreRequest request) {
        Pending image = new Pending(
                new ScoreRequest(request.lane(), request.task(), request.payload(), request.bytes() + pixelBytes));
        return intake.offer(image) ? Optional.of(image.outcome) : Optional.empty();
    }

    /** Waits until something was settled, or the time is over; for submitters that found no room. */
    public void awaitProgress(Duration atMost) throws InterruptedException {
        intake.awaitProgress(atMost.toNanos());
    }

    /** Forgets a lane: its images are dropped and hold no room any more. */
    public void discard(Object lane) {
        intake.discard(lane);
    }

    /** Waits until every encoder is warm; false if the time is over or the engine has ended before. */
    public boolean awaitReady(Duration atMost) throws InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (intake.stats().state() == EngineState.WARMING && System.nanoTime() < deadline) {
            warm.await(Math.min(50, Math.max(1, atMost.toMillis())), TimeUnit.MILLISECONDS);
        }
        return intake.stats().state() == EngineState.RUNNING;
    }

    /** Waits until nothing is in flight, as long as nobody submits; false if the time is over before. */
    public boolean drain(Duration atMost) throws InterruptedException {
        return intake.awaitEmpty(atMost.toNanos());
    }

    public EngineStats stats() {
        return intake.stats();
    }

    /** How long the oldest batch has been in its device; zero while all are idle. Moves in steps of up to 250 ms. */
    public Duration batchAge() {
        return Duration.ofNanos(watchdog.batchAge());
    }

    /** How long the oldest image has been in its decoder; moves in steps of up to 250 ms. */
    public Duration decodeAge() {
        return Duration.ofNanos(decoders.age());
    }

    /**
     * Why it does not go on, for a person: a batch has been in the device for over a quarter of the stall timeout, or the
     * engine has broken down. Empty while all is well, be it ever so slow.
     */
    public Optional<String> trouble() {
        return intake.failure()
                .map(cause -> cause instanceof EngineFailedException ? cause.getMessage() : cause.toString())
                .or(watchdog::trouble);
    }

    /**
     * Stops at once; what is in flight is cancelled. {@link #drain} first to see it through.
     *
     * <p>Waits up to ten seconds for its threads, and not at all for one that is stuck; see {@link #hasEnded}.
     */
    @Override
    public void close() {
        boolean stuck = trouble().isPresent();
        intake.become(EngineState.CLOSED, null);
        watchdog.stop();
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(stuck ? STUCK_JOIN_MILLIS : JOIN_MILLIS);
        try {
            for (Thread thread : threads()) {
                long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                thread.join(Math.max(1, left));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether all its threads have ended, so that what the encoders rest on can be closed. */
    public boolean hasEnded() {
        return threads().stream().noneMatch(Thread::isAlive);
    }

    private List<Thread> threads() {
        List<Thread> threads = new ArrayList<>(decoders.threads());
        threads.addAll(devices);
        return threads;
    }
}
