package io.clipstream.app.run;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts a role once what it needs is there, and until then waits and says what for.
 *
 * <p>On a thread of its own; any thread may ask what it waits for.
 */
final class StartGate implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StartGate.class);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private final Role role;
    private final Runnable need;
    private final Runnable start;
    private final Duration firstPause;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;
    private volatile String waitsFor;
    private volatile boolean failed;

    /**
     * A gate; {@link #open} begins.
     *
     * @param need throws a {@link KafkaException}, whose message says what is missing, until it is there
     * @param start starts the role
     */
    StartGate(Role role, Runnable need, Runnable start, Duration firstPause) {
        this.role = role;
        this.need = need;
        this.start = start;
        this.firstPause = firstPause;
        this.thread = new Thread(this::run, "clipstream-start-" + role.id());
        thread.setDaemon(true);
    }

    void open() {
        thread.start();
    }

    /** What the role waits for before it starts; empty once it has. */
    Optional<String> waitsFor() {
        return Optional.ofNullable(waitsFor);
    }

    /** Whether it could not be started, for a reason that no waiting mends. */
    boolean isFailed() {
        return failed;
    }

    private void run() {
        Duration pause = firstPause;
        try {
            while (!isOpenNow()) {
                if (closed.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                    return;
                }
                pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause.multipliedBy(2);
            }
            synchronized (this) {
                if (closed.getCount() > 0) {
                    start.run();
                }
            }
            waitsFor = null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error e) {
            // Without this thread the role would wait for ever, and the process look as if it only did so for a while.
            LOG.error("The {} role could not be started.", role.id(), e);
            failed = true;
        }
    }

    private boolean isOpenNow() {
        try {
            need.run();
            return true;
        } catch (KafkaException e) {
            waitsFor = e.getMessage();
            LOG.warn("The {} role waits before it starts. {}", role.id(), e.getMessage());
            return false;
        }
    }

    /** Starts nothing from now on; waits for a start that has begun. */
    @Override
    public void close() {
        closed.countDown();
        synchronized (this) {
            // A start that has begun is through.
            waitsFor = null;
        }
    }
}
