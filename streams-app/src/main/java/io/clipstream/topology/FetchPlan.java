package io.clipstream.topology;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** The open requests of a {@link KafkaRecordFetcher}, by partition and offset; touched by its thread alone. */
final class FetchPlan {
    private final Map<TopicPartition, TreeMap<Long, List<FetchRequest>>> open = new HashMap<>();

    void add(FetchRequest request) {
        open.computeIfAbsent(request.partition(), p -> new TreeMap<>())
                .computeIfAbsent(request.offset(), o -> new ArrayList<>(1))
                .add(request);
    }

    boolean isEmpty() {
        return open.isEmpty();
    }

    Set<TopicPartition> partitions() {
        return Set.copyOf(open.keySet());
    }

    long lowest(TopicPartition partition) {
        return open.get(partition).firstKey();
    }

    void found(ConsumerRecord<byte[], byte[]> record) {
        TopicPartition partition = new TopicPartition(record.topic(), record.partition());
        TreeMap<Long, List<FetchRequest>> offsets = open.get(partition);
        List<FetchRequest> requests = offsets == null ? null : offsets.remove(record.offset());
        if (requests != null) {
            requests.forEach(r -> r.found(record));
            dropIfEmpty(partition);
        }
    }

    /** Everything still wanted in [from, to) is gone: the consumer went over it. */
    void passed(TopicPartition partition, long from, long to) {
        TreeMap<Long, List<FetchRequest>> offsets = open.get(partition);
        if (offsets != null && to > from) {
            Map<Long, List<FetchRequest>> gone = offsets.subMap(from, to);
            gone.values().forEach(requests -> requests.forEach(FetchRequest::gone));
            gone.clear();
            dropIfEmpty(partition);
        }
    }

    void expire(long nowNanos) {
        for (TopicPartition partition : partitions()) {
            TreeMap<Long, List<FetchRequest>> offsets = open.get(partition);
            offsets.values().removeIf(requests -> {
                requests.removeIf(r -> expired(r, nowNanos));
                return requests.isEmpty();
            });
            dropIfEmpty(partition);
        }
    }

    private static boolean expired(FetchRequest r, long nowNanos) {
        if (r.result().isDone()) {
            return true;
        }
        if (nowNanos - r.deadlineNanos() < 0) {
            return false;
        }
        r.fail(new TimeoutException("no answer in time for " + r.partition() + " offset " + r.offset()));
        return true;
    }

    void failAll(Exception cause) {
        open.values().forEach(offsets -> offsets.values().forEach(requests -> requests.forEach(r -> r.fail(cause))));
        open.clear();
    }

    private void dropIfEmpty(TopicPartition partition) {
        if (open.get(partition).isEmpty()) {
            open.remove(partition);
        }
    }
}
