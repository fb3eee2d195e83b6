package io.clipstream.scoring;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells a slow device from a stuck one: a batch that does not end in time ends the engine, though its thread may never come
 * back from native code.
 *
 * <p>An image that does not end in its decoder in time is only refused. One thread runs it; ages may be asked for by any.
 */
final class Watchdog implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Watchdog.class);
    private static final long LONGEST_TICK = TimeUnit.MILLISECONDS.toNanos(250);
    private static final long SHORTEST_TICK = TimeUnit.MILLISECONDS.toNanos(5);
    /** Of a timeout: exact enough. */
    private static final int TICKS = 20;

    private static final int LONGEST_STEP_TICKS = 4;
    /** Of the stall timeout: from then on the engine is not ready. */
    private static final int TROUBLE = 4;

    private final Intake intake;
    private final EngineSettings settings;
    private final EngineListener listener;
    private final DecodePool decoders;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final WakingClock clock;
    private List<DeviceWorker> devices = List.of();

    Watchdog(Intake intake, EngineSettings settings, EngineListener listener, DecodePool decoders, WakingClock clock) {
        this.intake = intake;
        this.settings = settings;
        this.listener = listener;
        this.decoders = decoders;
        this.clock = clock;
    }

    /** A clock that is ticked often enough for these timeouts. */
    static WakingClock clock(EngineSettings settings) {
        return new WakingClock(System::nanoTime, LONGEST_STEP_TICKS * tick(settings));
    }

    private static long tick(EngineSettings settings) {
        long shortest = Math.min(
                settings.stallTimeout().toNanos(), settings.decodeTimeout().toNanos());
        return Math.max(SHORTEST_TICK, Math.min(LONGEST_TICK, shortest / TICKS));
    }

    /** Before its thread starts. */
    void watch(List<DeviceWorker> workers) {
        devices = List.copyOf(workers);
    }

    @Override
    public void run() {
        try {
            while (!stopped.await(tick(settings), TimeUnit.NANOSECONDS)) {
                clock.tick();
                decoders.abandonOlderThan(settings.decodeTimeout());
                devices.forEach(this::check);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void stop() {
        stopped.countDown();
    }

    /** The longest that a device has been in a batch or warm-up, in nanoseconds; 0 while all are idle. */
    long batchAge() {
        return devices.stream().mapToLong(DeviceWorker::age).max().orElse(0);
    }

    /** What keeps the engine from going on, in words, once it lasts. */
    Optional<String> trouble() {
        return devices.stream()
                .filter(device -> device.age() > limit(device).toNanos() / TROUBLE)
                .map(device -> device.describe() + " for " + seconds(Duration.ofNanos(device.age())))
                .findFirst();
    }

    private void check(DeviceWorker device) {
        if (device.age() <= limit(device).toNanos() || !intake.isOpen()) {
            return;
        }
        EngineFailedException stuck = new EngineFailedException(
                device.describe() + " for " + seconds(Duration.ofNanos(device.age())) + ", allowed are "
                        + seconds(limit(device))
                        + " (score.stall.timeout.ms): the device or its driver hangs. This process"
                        + " cannot go on; its images are scored by whoever takes over. If it comes again: look at the"
                        + " device (dmesg, nvidia-smi), restart the machine, or raise score.stall.timeout.ms where a batch"
                        + " may really take that long",
                null);
        if (intake.become(EngineState.FAILED, stuck)) {
            LOG.error("The engine ends: {}", stuck.getMessage());
            device.giveUp(stuck);
            listener.failed(stuck);
        }
    }

    /** The first runs of a device compile and load what later ones have. */
    private Duration limit(DeviceWorker device) {
        return device.isWarmingUp() ? settings.stallTimeout().multipliedBy(5) : settings.stallTimeout();
    }

    private static String seconds(Duration time) {
        return String.format(java.util.Locale.ROOT, "%.1f s", time.toMillis() / 1e3);
    }
}
