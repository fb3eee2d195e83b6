package io.clipstream.topology;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** Points a consumer at what a {@link FetchPlan} wants and tells the plan what was found and passed; for one thread. */
final class FetchCursor {
    private final Consumer<byte[], byte[]> consumer;
    private final FetchPlan plan;
    private final Map<TopicPartition, Long> positions = new HashMap<>();

    FetchCursor(Consumer<byte[], byte[]> consumer, FetchPlan plan) {
        this.consumer = consumer;
        this.plan = plan;
    }

    /** One poll from the lowest wanted offset of each partition. */
    void read(Duration atMost) {
        aim();
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(atMost)) {
            plan.found(record);
        }
        for (TopicPartition partition : List.copyOf(positions.keySet())) {
            long position = consumer.position(partition);
            plan.passed(partition, positions.get(partition), position);
            positions.put(partition, position);
        }
    }

    private void aim() {
        Set<TopicPartition> wanted = plan.partitions();
        if (!consumer.assignment().equals(wanted)) {
            consumer.assign(wanted);
            positions.keySet().retainAll(wanted);
        }
        for (TopicPartition partition : wanted) {
            long lowest = plan.lowest(partition);
            if (positions.getOrDefault(partition, -1L) != lowest) {
                consumer.seek(partition, lowest);
                positions.put(partition, lowest);
            }
        }
    }

    /** An offset that is not in the log: it is gone, and the next read begins elsewhere. */
    void outOfRange(TopicPartition partition, long offset) {
        plan.passed(partition, offset, offset + 1);
        positions.remove(partition);
    }

    /** Nothing is wanted any more. */
    void release() {
        if (!consumer.assignment().isEmpty()) {
            consumer.unsubscribe();
            positions.clear();
        }
    }

    /** Trusts no position any more. */
    void forget() {
        positions.clear();
    }
}
