package io.clipstream.topology;

import io.clipstream.scoring.EngineFailedException;
import io.clipstream.scoring.EngineStats;
import io.clipstream.scoring.ScoringEngine;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.streams.KafkaStreams;

/**
 * Pauses intake while the device is so slow that images have to be kept by their place alone, as long as it takes.
 *
 * <p>Paused stream threads commit and stay in their group, but take nothing in and forward nothing; so a pause begins when
 * what is finished had time to be forwarded, and ends when the engine has finished as many images as came too many. A thread
 * of its own pauses and resumes; everything else is safe for use by many threads.
 */
public final class ScoreGate implements AutoCloseable {
    /** Several of the punctuator's intervals. */
    private static final Duration GRACE = Duration.ofMillis(20);

    private static final Duration LOOK = Duration.ofMillis(50);

    private final ScoringEngine engine;
    private final AtomicInteger owed = new AtomicInteger();
    private final LongAdder blockedNanos = new LongAdder();
    private final Thread thread;
    private final Map<Object, String> held = new ConcurrentHashMap<>();
    private volatile Runnable pause = () -> {};
    private volatile Runnable resume = () -> {};
    private volatile boolean paused;
    private volatile boolean closed;

    /** @param engine whose progress ends a pause */
    public ScoreGate(ScoringEngine engine) {
        this.engine = engine;
        this.thread = new Thread(this::run, "clipstream-gate");
        thread.setDaemon(true);
        thread.start();
    }

    /** Names the application that is to be paused; it need not have started. */
    public void attach(KafkaStreams streams) {
        attach(streams::pause, streams::resume);
    }

    void attach(Runnable pause, Runnable resume) {
        this.pause = pause;
        this.resume = resume;
    }

    /** An image came for which there was no room. */
    void deferred() {
        owed.incrementAndGet();
        LockSupport.unpark(thread);
    }

    /** A partition's next image cannot be judged, since something else is out of order; null once it is no more. */
    void heldUp(Object lane, String reason) {
        if (reason == null) {
            held.remove(lane);
        } else {
            held.put(lane, reason);
        }
    }

    /** What holds partitions up, in words. */
    public Optional<String> heldUp() {
        return held.values().stream().findFirst();
    }

    /** A stream thread waited for room. */
    void blocked(long nanos) {
        blockedNanos.add(nanos);
    }

    /** How long intake was blocked so far, summed over stream threads. */
    public Duration blocked() {
        return Duration.ofNanos(blockedNanos.sum());
    }

    /** Whether intake is paused now. */
    public boolean isPaused() {
        return paused;
    }

    /** Ends a pause, and allows no more: what is finished can be forwarded. */
    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (!closed) {
            if (owed.get() == 0) {
                LockSupport.park(this);
            } else {
                long begin = System.nanoTime() + GRACE.toNanos();
                for (long left = GRACE.toNanos(); left > 0 && !closed; left = begin - System.nanoTime()) {
                    LockSupport.parkNanos(this, left);
                }
                pauseFor(owed.getAndSet(0));
            }
        }
    }

    private void pauseFor(int images) {
        long start = System.nanoTime();
        long enough = engine.stats().settled() + images;
        paused = true;
        pause.run();
        try {
            for (EngineStats now = engine.stats(); goesOn(now, enough); now = engine.stats()) {
                engine.awaitProgress(LOOK);
            }
        } catch (InterruptedException | EngineFailedException | CancellationException e) {
            // The engine has ended, and says so to whoever submits.
            closed = true;
        } finally {
            resume.run();
            paused = false;
            blocked(System.nanoTime() - start);
        }
    }

    /** An idle engine waits for us: for what has to be read again, or forwarded. */
    private boolean goesOn(EngineStats now, long enough) {
        return !closed && now.state().isOpen() && now.inFlight() > 0 && now.settled() < enough;
    }
}
