package io.clipstream.topology;

import io.clipstream.schemas.AdapterRecord;
import io.clipstream.scoring.VersionLoader;
import io.clipstream.scoring.VersionRegistry;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the adapters topic on a thread of its own and keeps the {@link VersionRegistry} up to date.
 *
 * <p>Reads all partitions from the beginning, committed records alone; publishes champions only, once it has caught up with
 * where the topic ended at its start, and from then on as they come. What the brokers do to it, it starts over with what
 * is live still live.
 */
public final class AdapterTail implements VersionCatchUp, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AdapterTail.class);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final long BACKOFF_MILLIS = 500;
    private static final long METADATA_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final Supplier<Consumer<byte[], byte[]>> consumers;
    private final String topic;
    private final AdapterTailIndex index;
    private final AdapterTailResolver resolver;
    private final AdapterTailListener listener;
    private final AdapterTailWaiters waiters = new AdapterTailWaiters();
    private final CompletableFuture<Void> ready = new CompletableFuture<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;
    private volatile Consumer<byte[], byte[]> consumer;

    private AdapterTail(
            Supplier<Consumer<byte[], byte[]>> consumers,
            Topic<AdapterRecord> adapters,
            RecordFetcher fetcher,
            VersionLoader loader,
            VersionRegistry registry,
            AdapterTailListener listener) {
        this.consumers = consumers;
        this.topic = adapters.name();
        this.listener = listener;
        this.index = new AdapterTailIndex(loader.modelId());
        this.resolver = new AdapterTailResolver(index, adapters, fetcher, loader, registry, listener);
        this.thread = new Thread(this::run, "clipstream-adapters");
        thread.setDaemon(true);
    }

    /**
     * Starts following.
     *
     * @param client bootstrap servers, security and the like; what makes it a tail is set here
     * @param fetcher reads weights again that came long before their pointer; outlives the tail
     */
    public static AdapterTail start(
            Map<String, Object> client,
            Topic<AdapterRecord> adapters,
            RecordFetcher fetcher,
            VersionLoader loader,
            VersionRegistry registry,
            AdapterTailListener listener) {
        Map<String, Object> settings = settings(client);
        return start(
                () -> new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer()),
                adapters,
                fetcher,
                loader,
                registry,
                listener);
    }

    static AdapterTail start(
            Supplier<Consumer<byte[], byte[]>> consumers,
            Topic<AdapterRecord> adapters,
            RecordFetcher fetcher,
            VersionLoader loader,
            VersionRegistry registry,
            AdapterTailListener listener) {
        AdapterTail tail = new AdapterTail(consumers, adapters, fetcher, loader, registry, listener);
        tail.thread.start();
        return tail;
    }

    private static Map<String, Object> settings(Map<String, Object> client) {
        Map<String, Object> settings = new HashMap<>(client);
        settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        return settings;
    }

    /**
     * Done when every champion that stood on the topic at the start is live or refused. Start scoring after that: before,
     * images of tasks that are not live yet would become dead letters.
     */
    public CompletableFuture<Void> ready() {
        return ready.copy();
    }

    @Override
    public CompletableFuture<Void> catchUp() {
        return waiters.add();
    }

    private void run() {
        while (!isClosed()) {
            try (Consumer<byte[], byte[]> own = consumers.get()) {
                consumer = own;
                follow(own);
            } catch (WakeupException | InterruptException e) {
                LOG.debug("woken");
            } catch (RuntimeException | Error e) {
                // The brokers' doing, a version that the heap does not hold, or a bug of ours: without this thread no
                // new version would ever go live.
                LOG.error("following {} failed; what is live stays live, trying again", topic, e);
                pause();
            }
        }
        ready.cancel(false);
        waiters.cancel();
    }

    /** Follows the partitions that the topic has now; returns when there are more. */
    private void follow(Consumer<byte[], byte[]> own) {
        List<TopicPartition> partitions = partitions(own);
        if (partitions.isEmpty()) {
            LOG.warn("topic {} does not exist yet", topic);
            pause();
            return;
        }
        own.assign(partitions);
        own.seekToBeginning(partitions);
        waiters.askAgain();
        Map<TopicPartition, Long> ends = own.endOffsets(partitions);
        boolean caughtUp = false;
        long checked = System.nanoTime();
        long nextResolve = checked;
        while (!isClosed()) {
            for (ConsumerRecord<byte[], byte[]> record : own.poll(POLL)) {
                if (!index.add(record)) {
                    listener.ignored(AdapterTailIndex.position(record));
                } else if (!caughtUp) {
                    resolver.preload(record);
                }
            }
            waiters.ask(own, partitions);
            caughtUp = caughtUp || partitions.stream().allMatch(p -> own.position(p) >= ends.get(p));
            if (caughtUp && System.nanoTime() - nextResolve >= 0) {
                if (resolver.resolve()) {
                    ready.complete(null);
                    waiters.complete(own);
                } else {
                    nextResolve = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(BACKOFF_MILLIS);
                }
            }
            if (System.nanoTime() - checked > METADATA_NANOS) {
                checked = System.nanoTime();
                if (partitions(own).size() > partitions.size()) {
                    return;
                }
            }
        }
    }

    private List<TopicPartition> partitions(Consumer<byte[], byte[]> own) {
        List<PartitionInfo> infos = own.partitionsFor(topic);
        return infos == null
                ? List.of()
                : infos.stream()
                        .map(i -> new TopicPartition(topic, i.partition()))
                        .toList();
    }

    private boolean isClosed() {
        return closed.getCount() == 0;
    }

    private void pause() {
        try {
            closed.await(BACKOFF_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Stops following; what is live stays in the registry. */
    @Override
    public void close() {
        closed.countDown();
        Consumer<byte[], byte[]> own = consumer;
        if (own != null) {
            own.wakeup();
        }
        try {
            thread.join(TimeUnit.SECONDS.toMillis(10));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
