package io.clipstream.app.run;

import io.clipstream.scoring.EngineFailedException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides what follows a fault of the system in a stream thread: faults of records never come here, they are dead letters.
 *
 * <p>The thread is replaced, which begins again at the last commit. Faults that come too often are no passing ones: then the
 * application ends, the process reports itself as not live, and whoever runs it starts it afresh.
 */
final class FaultPolicy implements StreamsUncaughtExceptionHandler {
    private static final Logger LOG = LoggerFactory.getLogger(FaultPolicy.class);

    private final Role role;
    private final int tolerated;
    private final Duration window;
    private final Clock clock;
    private final Runnable onFault;
    private final Deque<Instant> faults = new ArrayDeque<>();

    /**
     * A policy.
     *
     * @param tolerated faults within {@code window} that are still answered with a new thread
     */
    FaultPolicy(Role role, int tolerated, Duration window, Clock clock, Runnable onFault) {
        this.role = role;
        this.tolerated = tolerated;
        this.window = window;
        this.clock = clock;
        this.onFault = onFault;
    }

    @Override
    public synchronized StreamThreadExceptionResponse handle(Throwable fault) {
        onFault.run();
        Instant now = clock.instant();
        faults.addLast(now);
        while (faults.peekFirst().isBefore(now.minus(window))) {
            faults.removeFirst();
        }
        if (fault instanceof Error && !(fault instanceof StackOverflowError)) {
            LOG.error("The {} role ends: the virtual machine itself is at fault.", role.id(), fault);
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        }
        if (isEngine(fault)) {
            LOG.error(
                    "The {} role ends: its engine is no more, and a new thread would find no other.", role.id(), fault);
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
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
