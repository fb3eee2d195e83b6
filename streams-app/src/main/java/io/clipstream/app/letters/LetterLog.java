package io.clipstream.app.letters;

import io.clipstream.app.client.KafkaClients;
import io.clipstream.app.client.RefusedException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/** Reads the dead-letters topic from end to end, one record at a time; for one thread. */
public final class LetterLog implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(100);

    private final org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> consumer;

    LetterLog(org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> consumer) {
        this.consumer = consumer;
    }

    /** Connects with a consumer of its own. */
    public static LetterLog open(KafkaClients clients) {
        return new LetterLog(clients.reader());
    }

    /**
     * The ends that {@code topic} has now, with what is inside open transactions: behind the committed records that a
     * reader of committed records sees now, there may be others which an older open transaction still hides.
     *
     * @throws RefusedException if there is no such topic, or the brokers cannot be asked
     */
    public static Map<TopicPartition, Long> ends(KafkaClients clients, String topic) {
        try (Admin admin = clients.admin()) {
            Map<TopicPartition, OffsetSpec> wanted =
                    admin
                            .describeTopics(java.util.Set.of(topic))
                            .topicNameValues()
                            .get(topic)
                            .get()
                            .partitions()
                            .stream()
                            .map(partition -> new TopicPartition(topic, partition.partition()))
                            .collect(Collectors.toMap(Function.identity(), partition -> OffsetSpec.latest()));
            Map<TopicPartition, Long> ends = new HashMap<>();
            admin.listOffsets(wanted, new ListOffsetsOptions(IsolationLevel.READ_UNCOMMITTED))
                    .all()
                    .get()
                    .forEach((partition, end) -> ends.put(partition, end.offset()));
            return ends;
        } catch (ExecutionException e) {
            throw new RefusedException(
                    "the ends of topic '" + topic + "' cannot be found: "
                            + e.getCause().getMessage(),
                    e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RefusedException("interrupted while asking for the ends of topic '" + topic + "'", e);
        }
    }

    /**
     * Hands over all committed records up to {@code ends}.
     *
     * @param since where not null, records older than this are left out
     * @param patience how long to wait for transactions that are open, without any progress
     * @return partitions that were not read to their end, with the offset that was reached
     */
    public Map<TopicPartition, Long> scan(
            Map<TopicPartition, Long> ends,
            Instant since,
            Duration patience,
            Consumer<ConsumerRecord<byte[], byte[]>> sink) {
        consumer.assign(ends.keySet());
        consumer.seekToBeginning(ends.keySet());
        if (since != null) {
            skipTo(since, ends);
        }
        Map<TopicPartition, Long> open = new HashMap<>();
        long reached = -1;
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            open.clear();
            long sum = 0;
            for (Map.Entry<TopicPartition, Long> end : ends.entrySet()) {
                long position = consumer.position(end.getKey());
                sum += position;
                if (position < end.getValue()) {
                    open.put(end.getKey(), position);
                }
            }
            if (sum > reached) {
                reached = sum;
                deadline = System.nanoTime() + patience.toNanos();
            }
            if (open.isEmpty() || System.nanoTime() - deadline > 0) {
                return Map.copyOf(open);
            }
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                // What came after the ends were taken belongs to a later look.
                if (record.offset() < ends.get(new TopicPartition(record.topic(), record.partition()))) {
                    sink.accept(record);
                }
            }
        }
    }

    /** Offsets before the first record of that time or later hold older records alone. */
    private void skipTo(Instant since, Map<TopicPartition, Long> ends) {
        Map<TopicPartition, Long> times =
                ends.keySet().stream().collect(Collectors.toMap(Function.identity(), p -> since.toEpochMilli()));
        Map<TopicPartition, OffsetAndTimestamp> found = consumer.offsetsForTimes(times);
        ends.forEach((partition, end) -> {
            OffsetAndTimestamp first = found.get(partition);
            consumer.seek(partition, first == null ? end : first.offset());
        });
    }

    @Override
    public void close() {
        consumer.close();
    }
}
