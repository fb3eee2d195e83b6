package io.clipstream.scoring;

import io.clipstream.clip.ImageEncoder;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Feeds one encoder with batches until the intake closes; one thread runs it and owns the encoder.
 *
 * <p>What it is doing may be asked for by any thread.
 */
final class DeviceWorker implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(DeviceWorker.class);
    /** A batch keeps its images' stream threads waiting, whose deadline is a few seconds. */
    private static final Duration LONGEST = Duration.ofSeconds(1);

    private final Intake intake;
    private final ImageEncoder encoder;
    private final EngineSettings settings;
    private final EngineListener listener;
    private final CountDownLatch warm;
    private final LongSupplier nanoClock;
    private final BatchScorer scorer;
    private final ByteBuffer pixels;
    private final int number;
    private final Activity<Work> activity;
    private volatile boolean warmingUp = true;

    /** What is in the device: a batch, or without images a warm-up of that size. */
    private record Work(int size, List<Pending> images) {}

    DeviceWorker(
            int number,
            WakingClock clock,
            Intake intake,
            ImageEncoder encoder,
            EngineSettings settings,
            EngineListener listener,
            CountDownLatch warm,
            LongSupplier nanoClock) {
        this.number = number;
        this.activity = new Activity<>(clock);
        this.intake = intake;
        this.encoder = encoder;
        this.settings = settings;
        this.listener = listener;
        this.warm = warm;
        this.nanoClock = nanoClock;
        this.scorer = new BatchScorer(encoder.dimension());
        this.pixels = ByteBuffer.allocateDirect(settings.maxBatch() * encoder.imageSize() * encoder.imageSize() * 3);
    }

    @Override
    public void run() {
        try {
            warmUp();
            for (Batches.Batch batch = intake.takeBatch(); batch != null; batch = intake.takeBatch()) {
                score(batch);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Throwable e) {
            if (intake.become(EngineState.FAILED, e)) {
                listener.failed(e);
            }
        } finally {
            encoder.close();
        }
    }

    /** Runs every batch size once, up to the one that takes this device too long. */
    private void warmUp() {
        int usable = 1;
        for (int size : settings.buckets()) {
            if (!isQuick(size)) {
                LOG.warn(
                        "a batch of {} takes the encoder over {} ms; batches hold at most {}",
                        size,
                        LONGEST.toMillis(),
                        usable);
                intake.limitBatch(usable);
                break;
            }
            usable = size;
        }
        warmingUp = false;
        warm.countDown();
        if (warm.getCount() == 0) {
            intake.become(EngineState.RUNNING, null);
        }
    }

    /** The first run of a batch size compiles it, which takes many times as long; so a slow one has a second try. */
    private boolean isQuick(int size) {
        return encode(size) <= LONGEST.toNanos() || encode(size) <= LONGEST.toNanos();
    }

    private long encode(int size) {
        activity.begin(new Work(size, List.of()));
        long start = nanoClock.getAsLong();
        encoder.encode(pixels, size);
        activity.end();
        return nanoClock.getAsLong() - start;
    }

    private void score(Batches.Batch batch) {
        List<Pending> images = new ArrayList<>();
        for (Pending image : batch.images()) {
            if (batch.versions().of(image.request.task()) == null) {
                refuse(image);
            } else {
                images.add(image);
            }
        }
        if (images.isEmpty()) {
            intake.workerIdle();
        } else {
            score(images, batch.versions());
        }
    }

    /** Before the encoder, which would work for nothing: the batch's own versions are the last that could know the task. */
    private void refuse(Pending image) {
        ScoreOutcome.Refused unknown = BatchScorer.unknown(image.request.task());
        listener.refused(unknown);
        image.outcome.complete(unknown);
        intake.release(List.of(image));
    }

    private void score(List<Pending> images, VersionSnapshot versions) {
        activity.begin(new Work(images.size(), images));
        long start = System.nanoTime();
        List<ScoreOutcome> outcomes;
        try {
            pixels.clear();
            images.forEach(image -> pixels.put(image.pixels));
            outcomes = scorer.score(images, encoder.encode(pixels, images.size()), versions, start);
        } catch (RuntimeException | Error e) {
            EngineFailedException lost = new EngineFailedException("the encoder broke down: " + e, e);
            images.forEach(image -> image.outcome.completeExceptionally(lost));
            throw e;
        }
        activity.end();
        listener.batch(images.size(), System.nanoTime() - start);
        intake.workerIdle();
        for (int i = 0; i < images.size(); i++) {
            tell(outcomes.get(i));
            images.get(i).outcome.complete(outcomes.get(i));
        }
        intake.release(images);
    }

    boolean isWarmingUp() {
        return warmingUp;
    }

    /** How long it has been in a batch or a warm-up, in nanoseconds; 0 if it is idle. */
    long age() {
        return activity.age();
    }

    /** What it is doing, for a person; its time follows. */
    String describe() {
        Work work = activity.what();
        String device = "device worker " + number + " (" + encoder.device() + ") has been ";
        if (work == null) {
            return device + "idle";
        }
        return work.images.isEmpty()
                ? device + "warming up with a batch of " + work.size
                : device + "in a batch of " + work.size + ", from " + lanes(work.images) + ",";
    }

    private static String lanes(List<Pending> images) {
        return images.stream()
                .map(image -> image.request.lane().toString())
                .distinct()
                .sorted()
                .collect(Collectors.joining(" "));
    }

    /** Fails the images of a batch that will not come back; called by the watchdog. */
    void giveUp(EngineFailedException cause) {
        Work work = activity.what();
        if (work != null) {
            work.images.forEach(image -> image.outcome.completeExceptionally(cause));
        }
    }

    private void tell(ScoreOutcome outcome) {
        if (outcome instanceof ScoreOutcome.Scored scored) {
            listener.scored(scored);
        } else if (outcome instanceof ScoreOutcome.Refused refused) {
            listener.refused(refused);
        }
    }
}
