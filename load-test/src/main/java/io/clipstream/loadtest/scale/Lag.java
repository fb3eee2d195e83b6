package io.clipstream.loadtest.scale;

import io.clipstream.app.client.Deployment;
import io.clipstream.topology.Topic;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** How far a role of a site is behind on a topic that it reads; one thread. */
final class Lag implements AutoCloseable {
    private final Admin admin;
    private final String group;
    private final List<TopicPartition> partitions;

    /** @param role as {@link ScaleWorker} takes it */
    Lag(Deployment deployment, String role, Topic<?> topic) {
        this.admin = deployment.clients().admin();
        this.group = deployment.config().applicationPrefix() + role;
        this.partitions = IntStream.range(0, topic.partitions())
                .mapToObj(p -> new TopicPartition(topic.name(), p))
                .toList();
    }

    /** Offsets that the role has committed; 0 where none is. */
    Map<TopicPartition, Long> committed() throws InterruptedException {
        try {
            Map<TopicPartition, OffsetAndMetadata> known = admin.listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .get();
            Map<TopicPartition, Long> offsets = new HashMap<>();
            partitions.forEach(
                    p -> offsets.put(p, known.get(p) == null ? 0 : known.get(p).offset()));
            return offsets;
        } catch (ExecutionException e) {
            throw new IllegalStateException("the offsets of " + group + " cannot be read: " + e.getCause(), e);
        }
    }

    /** Records behind {@code committed}, over all partitions. */
    long behind(Map<TopicPartition, Long> committed) throws InterruptedException {
        try {
            return admin
                    .listOffsets(partitions.stream().collect(Collectors.toMap(p -> p, p -> OffsetSpec.latest())))
                    .all()
                    .get()
                    .entrySet()
                    .stream()
                    .mapToLong(end -> end.getValue().offset() - committed.get(end.getKey()))
                    .sum();
        } catch (ExecutionException e) {
            throw new IllegalStateException("the ends of " + partitions + " cannot be read: " + e.getCause(), e);
        }
    }

    @Override
    public void close() {
        admin.close();
    }
}
