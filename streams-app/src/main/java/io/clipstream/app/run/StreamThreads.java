package io.clipstream.app.run;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.streams.KafkaStreams;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts stream threads in place of those that an outage has ended, each after its pause; safe for use by many threads. */
final class StreamThreads implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StreamThreads.class);
    private static final Duration AGAIN = Duration.ofSeconds(5);

    private final Role role;
    private final Supplier<Optional<String>> add;
    private final Supplier<KafkaStreams.State> state;
    private final ScheduledExecutorService clock;

    /** @param add as {@link KafkaStreams#addStreamThread} */
    StreamThreads(Role role, Supplier<Optional<String>> add, Supplier<KafkaStreams.State> state) {
        this.role = role;
        this.add = add;
        this.state = state;
        this.clock = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread thread = new Thread(work, "clipstream-threads-" + role.id());
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Starts one after that time. */
    void addAfter(Duration pause) {
        try {
            clock.schedule(this::add, pause.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("The {} role ends: no thread is started any more", role.id());
        }
    }

    private void add() {
        try {
            if (add.get().isEmpty() && state.get().isRunningOrRebalancing()) {
                LOG.warn("The {} role did not take another thread, trying again", role.id());
                addAfter(AGAIN);
            }
        } catch (RuntimeException | OutOfMemoryError e) {
            // The brokers' settings may be wrong, or there is no thread to be had: without one the role would stand
            // still.
            LOG.warn("The {} role could not start another thread, trying again", role.id(), e);
            addAfter(AGAIN);
        }
    }

    /** Starts none from now on. */
    @Override
    public void close() {
        clock.shutdownNow();
    }
}
