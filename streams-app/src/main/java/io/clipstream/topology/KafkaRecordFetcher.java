package io.clipstream.topology;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads single committed records by their coordinates with one consumer on one thread of its own.
 *
 * <p>Requests that come together are read together, partition by partition in the order of their offsets. A record is gone
 * when the consumer's position has passed its offset without returning it (compacted, aborted, a transaction's marker),
 * when the offset is outside the log, or when there is no such partition. An offset inside an open transaction is waited
 * for until the deadline.
 */
public final class KafkaRecordFetcher implements RecordFetcher {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaRecordFetcher.class);
    private static final Duration IDLE = Duration.ofMillis(100);
    /** Short, so that requests which come meanwhile do not wait for one that is inside an open transaction. */
    private static final Duration POLL = Duration.ofMillis(20);

    private static final Duration METADATA = Duration.ofSeconds(2);
    /** After what nobody expected, so that a lasting cause does not fill the log. */
    private static final Duration PAUSE = Duration.ofMillis(500);

    private final Consumer<byte[], byte[]> consumer;
    private final long deadlineNanos;
    private final BlockingQueue<FetchRequest> incoming = new LinkedBlockingQueue<>();
    private final FetchPlan plan = new FetchPlan();
    private final FetchCursor cursor;
    private final Thread thread;
    private final CountDownLatch closed = new CountDownLatch(1);

    /**
     * Connects and starts the thread.
     *
     * @param client bootstrap servers, security and the like; what makes it a fetcher is set here
     * @param deadline after which a request fails with {@link TimeoutException}
     */
    public KafkaRecordFetcher(Map<String, Object> client, Duration deadline) {
        this(
                () -> new KafkaConsumer<>(settings(client), new ByteArrayDeserializer(), new ByteArrayDeserializer()),
                deadline);
    }

    KafkaRecordFetcher(Supplier<Consumer<byte[], byte[]>> consumers, Duration deadline) {
        this.consumer = consumers.get();
        this.cursor = new FetchCursor(consumer, plan);
        this.deadlineNanos = deadline.toNanos();
        this.thread = new Thread(this::run, "clipstream-fetcher");
        thread.setDaemon(true);
        thread.start();
    }

    private static Map<String, Object> settings(Map<String, Object> client) {
        Map<String, Object> settings = new HashMap<>(client);
        settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        // Single records are wanted: reading far ahead is waste, and an open transaction must not hold up the others.
        settings.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 256 * 1024);
        settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 20);
        return settings;
    }

    @Override
    public CompletableFuture<Optional<ConsumerRecord<byte[], byte[]>>> fetch(String topic, int partition, long offset) {
        if (offset < 0 || partition < 0) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        FetchRequest request = new FetchRequest(
                new TopicPartition(topic, partition),
                offset,
                System.nanoTime() + deadlineNanos,
                new CompletableFuture<>());
        incoming.add(request);
        if (isClosed()) {
            // close() may have drained the queue just before.
            request.fail(new RejectedExecutionException("the fetcher is closed"));
        }
        return request.result();
    }

    private void run() {
        try {
            while (!isClosed()) {
                try {
                    round();
                } catch (org.apache.kafka.common.errors.InterruptException e) {
                    throw e;
                } catch (RuntimeException e) {
                    startOver(e);
                } catch (Error e) {
                    // A record that the heap does not hold now; without this thread nothing would be recovered any
                    // more.
                    startOver(new KafkaException("reading broke down: " + e, e));
                }
            }
        } catch (InterruptedException | org.apache.kafka.common.errors.InterruptException e) {
            LOG.debug("fetcher interrupted");
        } finally {
            closed.countDown();
            plan.failAll(new RejectedExecutionException("the fetcher is closed"));
            for (FetchRequest r = incoming.poll(); r != null; r = incoming.poll()) {
                r.fail(new RejectedExecutionException("the fetcher is closed"));
            }
            Thread.interrupted();
            consumer.close();
        }
    }

    /** A bug, here or in the client, costs the requests it met, never the thread: later ones would wait for nobody. */
    private void startOver(RuntimeException cause) throws InterruptedException {
        if (isClosed()) {
            return;
        }
        LOG.error("reading {} failed unexpectedly, its requests fail with it", plan.partitions(), cause);
        plan.failAll(cause);
        cursor.forget();
        closed.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
    }

    private boolean isClosed() {
        return closed.getCount() == 0;
    }

    private void round() throws InterruptedException {
        admit();
        plan.expire(System.nanoTime());
        if (plan.isEmpty()) {
            cursor.release();
            return;
        }
        try {
            cursor.read(POLL);
        } catch (OffsetOutOfRangeException e) {
            e.offsetOutOfRangePartitions().forEach(cursor::outOfRange);
        } catch (org.apache.kafka.common.errors.InterruptException e) {
            throw e;
        } catch (WakeupException e) {
            LOG.trace("woken");
        } catch (KafkaException e) {
            LOG.warn("reading {} failed, its requests fail with it", plan.partitions(), e);
            plan.failAll(e);
        }
    }

    /** Takes new requests in, waiting for one where nothing else is to do. */
    private void admit() throws InterruptedException {
        List<FetchRequest> requests = new ArrayList<>();
        if (plan.isEmpty()) {
            FetchRequest first = incoming.poll(IDLE.toMillis(), TimeUnit.MILLISECONDS);
            if (first != null) {
                requests.add(first);
            }
        }
        incoming.drainTo(requests);
        for (FetchRequest request : requests) {
            if (plan.partitions().contains(request.partition()) || exists(request)) {
                plan.add(request);
            }
        }
    }

    /** Whether there is such a partition; settles the request where there is none. */
    private boolean exists(FetchRequest request) {
        try {
            List<PartitionInfo> partitions =
                    consumer.partitionsFor(request.partition().topic(), METADATA);
            boolean found = partitions != null
                    && partitions.stream()
                            .anyMatch(p -> p.partition() == request.partition().partition());
            if (!found) {
                request.gone();
            }
            return found;
        } catch (InvalidTopicException e) {
            request.gone();
            return false;
        } catch (org.apache.kafka.common.errors.TimeoutException | WakeupException e) {
            // The cluster cannot be asked, or we are closing: the request's own deadline, or close, decides.
            return true;
        } catch (org.apache.kafka.common.errors.InterruptException e) {
            request.fail(e);
            throw e;
        } catch (RuntimeException e) {
            request.fail(e);
            return false;
        }
    }

    @Override
    public void close() {
        closed.countDown();
        consumer.wakeup();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(10));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
