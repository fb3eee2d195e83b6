package io.clipstream.app.run;

import io.clipstream.scoring.EngineFailedException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides what follows a fault of the system in a stream thread: faults of records never come here, they are dead letters.
 *
 * <p>The thread is replaced, which begins again at the last commit. {@link Outages} are met with growing pauses before that,
 * for as long as they last; meanwhile the thread is gone, since its open transaction would hold up whoever reads what others
 * commit. What waiting alone will not end, and faults of our own that come too often, end the application: the process
 * reports itself as not live, and whoever runs it starts it afresh. Times are of the monotonic clock: a wall clock that is
 * set neither ends nor spares a role. Stream threads handle, any thread may ask.
 */
final class FaultPolicy implements StreamsUncaughtExceptionHandler {
    private static final Logger LOG = LoggerFactory.getLogger(FaultPolicy.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

    /** What lasts counts as gone once it was not met for so long: a thread may take its time to come back to it. */
    private static final Duration GONE = Duration.ofMinutes(1);
    /** An outage is over when a new thread has worked for so long without meeting it. */
    static final Duration CALM = Duration.ofSeconds(3);

    private final Role role;
    private final int tolerated;
    private final Duration window;
    private final LongSupplier nanoTime;
    private final Runnable onFault;
    private final Consumer<Duration> threads;
    private final Deque<Long> faults = new ArrayDeque<>();
    private Duration pause = Duration.ZERO;
    private String outage;
    private long calmAt;
    private boolean lasting;
    private long lastingSince;
    private long lastingAt;

    /**
     * A policy.
     *
     * @param tolerated faults of our own within {@code window} that are still answered with a new thread
     * @param window longest also for what waiting alone will not end
     * @param nanoTime as {@link System#nanoTime}
     * @param onFault told of every fault, outages included
     * @param threads starts a stream thread in place of one that dies, after that pause, on another thread
     */
    FaultPolicy(
            Role role,
            int tolerated,
            Duration window,
            LongSupplier nanoTime,
            Runnable onFault,
            Consumer<Duration> threads) {
        this.role = role;
        this.tolerated = tolerated;
        this.window = window;
        this.nanoTime = nanoTime;
        this.onFault = onFault;
        this.threads = threads;
    }

    /** @throws RuntimeException the fault itself, where the thread is to end and another starts later */
    @Override
    public StreamThreadExceptionResponse handle(Throwable fault) {
        onFault.run();
        if (fault instanceof Error && !(fault instanceof StackOverflowError)) {
            LOG.error("The {} role ends: the virtual machine itself is at fault.", role.id(), fault);
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        }
        if (isEngine(fault)) {
            LOG.error(
                    "The {} role ends: its engine is no more, and a new thread would find no other.", role.id(), fault);
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        }
        Optional<Outages.Outage> outage = Outages.of(fault);
        return outage.isPresent() ? sitOut(outage.get(), fault) : count(fault);
    }

    private StreamThreadExceptionResponse sitOut(Outages.Outage met, Throwable fault) {
        if (met.lasting() && lastsTooLong()) {
            LOG.error(
                    "The {} role ends: waiting for {} did not help, and a configuration has to be mended. {}",
                    role.id(),
                    window,
                    met.reason(),
                    fault);
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        }
        boolean known = outage().equals(Optional.of(met.reason()));
        Duration wait = begin(met.reason());
        // An outage may last for hours: its stack is worth reading once.
        LOG.warn(
                "The {} role is held up and tries again in {} ms. {}",
                role.id(),
                wait.toMillis(),
                met.reason(),
                known ? null : fault);
        threads.accept(wait);
        // The one way to end the thread without another in its place: its transaction is aborted before the pause, not
        // after.
        throw fault instanceof RuntimeException own ? own : new IllegalStateException(fault);
    }

    private synchronized boolean lastsTooLong() {
        long now = nanoTime.getAsLong();
        if (!lasting || now - lastingAt > GONE.toNanos()) {
            lasting = true;
            lastingSince = now;
        }
        lastingAt = now;
        return now - lastingSince > window.toNanos();
    }

    private synchronized Duration begin(String reason) {
        pause = outage().isEmpty() ? FIRST_PAUSE : pause.multipliedBy(2);
        if (pause.compareTo(LONGEST_PAUSE) > 0) {
            pause = LONGEST_PAUSE;
        }
        outage = reason;
        calmAt = nanoTime.getAsLong() + pause.plus(CALM).toNanos();
        return pause;
    }

    /** What the role is held up by, in words; empty once it has worked again for a few seconds. */
    synchronized Optional<String> outage() {
        return outage == null || nanoTime.getAsLong() - calmAt >= 0 ? Optional.empty() : Optional.of(outage);
    }

    private synchronized StreamThreadExceptionResponse count(Throwable fault) {
        long now = nanoTime.getAsLong();
        faults.addLast(now);
        while (now - faults.peekFirst() > window.toNanos()) {
            faults.removeFirst();
        }
        if (faults.size() > tolerated) {
            LOG.error("The {} role ends after {} faults within {}.", role.id(), faults.size(), window, fault);
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        }
        LOG.warn("A thread of the {} role had a fault and is replaced.", role.id(), fault);
        return StreamThreadExceptionResponse.REPLACE_THREAD;
    }

    private static boolean isEngine(Throwable fault) {
        for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
            if (cause instanceof EngineFailedException) {
                return true;
            }
        }
        return false;
    }
}
