package io.clipstream.app.client;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;

/** Reads topics from beginning to end, or from now on until something is found; one thread. */
public final class TopicReader implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(50);

    private final Consumer<byte[], byte[]> consumer;
    private final Deque<ConsumerRecord<byte[], byte[]>> polled = new ArrayDeque<>();

    public TopicReader(KafkaClients clients) {
        this(clients.reader());
    }

    TopicReader(Consumer<byte[], byte[]> consumer) {
        this.consumer = consumer;
    }

    /** Assigns all partitions of {@code topics} and goes to their beginning. */
    public void fromBeginning(String... topics) {
        polled.clear();
        consumer.assign(partitions(List.of(topics)));
        consumer.seekToBeginning(consumer.assignment());
    }

    /** Assigns all partitions of {@code topics} and goes to the last {@code records} records of each. */
    public void fromLast(int records, String... topics) {
        Collection<TopicPartition> partitions = partitions(List.of(topics));
        consumer.assign(partitions);
        Map<TopicPartition, Long> first = consumer.beginningOffsets(partitions);
        consumer.endOffsets(partitions)
                .forEach((partition, end) -> consumer.seek(partition, Math.max(first.get(partition), end - records)));
    }

    /** Assigns all partitions of {@code topics} and goes to their present end, before it returns. */
    public void fromNow(String... topics) {
        Collection<TopicPartition> partitions = partitions(List.of(topics));
        polled.clear();
        consumer.assign(partitions);
        consumer.endOffsets(partitions).forEach(consumer::seek);
    }

    /** Assigns all partitions of a topic and goes to {@code records} offsets before the end of each, or its beginning. */
    public void fromLast(String topic, long records) {
        Collection<TopicPartition> partitions = partitions(topic);
        consumer.assign(partitions);
        Map<TopicPartition, Long> begins = consumer.beginningOffsets(partitions);
        consumer.endOffsets(partitions)
                .forEach((partition, end) -> consumer.seek(partition, Math.max(begins.get(partition), end - records)));
    }

    /** Assigns all partitions of a topic and goes to the first record of each that came at {@code time} or later. */
    public void fromTime(String topic, Instant time) {
        Collection<TopicPartition> partitions = partitions(topic);
        consumer.assign(partitions);
        offsets(partitions, time).forEach(consumer::seek);
    }

    /** Hands over everything up to the ends that the topics have now. */
    public void drain(java.util.function.Consumer<ConsumerRecord<byte[], byte[]>> sink) {
        drain(consumer.endOffsets(consumer.assignment()), sink);
    }

    /** Hands over everything that came before {@code time}, up to the ends that the topics have now. */
    public void drain(Instant time, java.util.function.Consumer<ConsumerRecord<byte[], byte[]>> sink) {
        Map<TopicPartition, Long> ends = offsets(consumer.assignment(), time);
        drain(ends, record -> {
            if (record.offset() < ends.get(new TopicPartition(record.topic(), record.partition()))) {
                sink.accept(record);
            }
        });
    }

    /** Hands over whatever is there by now; waits a moment if nothing is. */
    public void poll(java.util.function.Consumer<ConsumerRecord<byte[], byte[]>> sink) {
        if (polled.isEmpty()) {
            poll();
        }
        take(sink);
    }

    private Map<TopicPartition, Long> offsets(Collection<TopicPartition> partitions, Instant time) {
        Map<TopicPartition, Long> times = new HashMap<>();
        partitions.forEach(partition -> times.put(partition, time.toEpochMilli()));
        Map<TopicPartition, Long> offsets = new HashMap<>(consumer.endOffsets(partitions));
        consumer.offsetsForTimes(times).forEach((partition, found) -> {
            if (found != null) {
                offsets.put(partition, found.offset());
            }
        });
        return offsets;
    }

    private void drain(
            Map<TopicPartition, Long> ends, java.util.function.Consumer<ConsumerRecord<byte[], byte[]>> sink) {
        take(sink);
        while (ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
            poll();
            take(sink);
        }
    }

    private void poll() {
        consumer.poll(POLL).forEach(polled::add);
    }

    private void take(java.util.function.Consumer<ConsumerRecord<byte[], byte[]>> sink) {
        while (!polled.isEmpty()) {
            sink.accept(polled.poll());
        }
    }

    /**
     * Reads on until {@code found} accepts a record; what lies behind it is read next.
     *
     * @return whether it did, before {@code timeout} was over
     */
    public boolean await(Duration timeout, Predicate<ConsumerRecord<byte[], byte[]>> found) {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (true) {
            while (!polled.isEmpty()) {
                if (found.test(polled.poll())) {
                    return true;
                }
            }
            if (System.nanoTime() - deadline >= 0) {
                return false;
            }
            poll();
        }
    }

    private List<TopicPartition> partitions(List<String> topics) {
        return topics.stream().flatMap(topic -> partitions(topic).stream()).toList();
    }

    private List<TopicPartition> partitions(String topic) {
        List<PartitionInfo> infos = consumer.partitionsFor(topic);
        if (infos == null || infos.isEmpty()) {
            throw new RefusedException(
                    "there is no topic '" + topic + "'; make the topics with 'clipstream topics apply'");
        }
        return infos.stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
    }

    @Override
    public void close() {
        consumer.close();
    }
}
