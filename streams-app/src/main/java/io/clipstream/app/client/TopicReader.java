package io.clipstream.app.client;

import java.time.Duration;
import java.util.Collection;
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

    public TopicReader(KafkaClients clients) {
        this.consumer = clients.reader();
    }

    /** Assigns all partitions of {@code topics} and goes to their beginning. */
    public void fromBeginning(String... topics) {
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

    /** Hands over everything up to the ends that the topics have now. */
    public void drain(java.util.function.Consumer<ConsumerRecord<byte[], byte[]>> sink) {
        Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
        while (ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
            consumer.poll(POLL).forEach(sink);
        }
    }

    /**
     * Reads on until {@code found} accepts a record.
     *
     * @return whether it did, before {@code timeout} was over
     */
    public boolean await(Duration timeout, Predicate<ConsumerRecord<byte[], byte[]>> found) {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (System.nanoTime() < deadline) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                if (found.test(record)) {
                    return true;
                }
            }
        }
        return false;
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
