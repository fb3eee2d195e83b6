package io.clipstream.topology;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Those who wait until the tail has come to where the adapters topic ended when they asked.
 *
 * <p>Added by any thread; the rest is the tail's thread alone.
 */
final class AdapterTailWaiters {
    private static final Logger LOG = LoggerFactory.getLogger(AdapterTailWaiters.class);
    /** A broker that does not answer must not keep the tail from following the others. */
    private static final Duration ASK = Duration.ofSeconds(1);

    private final List<CompletableFuture<Void>> newcomers = new ArrayList<>();
    private final List<Waiter> waiters = new ArrayList<>();
    private boolean cancelled;

    private record Waiter(CompletableFuture<Void> done, Map<TopicPartition, Long> ends) {
        boolean isReached(Consumer<?, ?> consumer) {
            return ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
        }
    }

    synchronized CompletableFuture<Void> add() {
        CompletableFuture<Void> done = new CompletableFuture<>();
        if (cancelled) {
            done.cancel(false);
        } else {
            newcomers.add(done);
        }
        return done;
    }

    /** Finds out where the topic ends for those who came since it was last asked. */
    void ask(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        List<CompletableFuture<Void>> asking = takeNewcomers();
        if (asking.isEmpty()) {
            return;
        }
        try {
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, ASK);
            asking.forEach(done -> waiters.add(new Waiter(done, ends)));
        } catch (TimeoutException e) {
            LOG.warn("where the adapters topic ends cannot be read yet, new partitions wait: {}", e.getMessage());
            putBack(asking);
        } catch (RuntimeException e) {
            putBack(asking);
            throw e;
        }
    }

    /** All that has been read is decided: whoever waits for no more is done. */
    void complete(Consumer<?, ?> consumer) {
        List<Waiter> reached =
                waiters.stream().filter(waiter -> waiter.isReached(consumer)).toList();
        waiters.removeAll(reached);
        reached.forEach(waiter -> waiter.done().complete(null));
    }

    /** The tail starts over, maybe with more partitions. */
    void askAgain() {
        putBack(waiters.stream().map(Waiter::done).toList());
        waiters.clear();
    }

    /** The tail has ended. */
    void cancel() {
        askAgain();
        List<CompletableFuture<Void>> left;
        synchronized (this) {
            cancelled = true;
            left = takeNewcomers();
        }
        left.forEach(done -> done.cancel(false));
    }

    private synchronized List<CompletableFuture<Void>> takeNewcomers() {
        List<CompletableFuture<Void>> taken = List.copyOf(newcomers);
        newcomers.clear();
        return taken;
    }

    private synchronized void putBack(List<CompletableFuture<Void>> asking) {
        newcomers.addAll(asking);
    }
}
