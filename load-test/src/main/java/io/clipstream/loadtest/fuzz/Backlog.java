package io.clipstream.loadtest.fuzz;

import io.clipstream.app.client.Deployment;
import io.clipstream.app.run.Role;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** How far the roles are behind on the topics that a run writes to; one thread. */
final class Backlog implements AutoCloseable {
    private final Admin admin;
    private final String prefix;
    private final Set<String> topics;

    Backlog(Deployment deployment) {
        this.admin = deployment.clients().admin();
        this.prefix = deployment.config().applicationPrefix();
        this.topics = Arrays.stream(Target.values())
                .map(target -> target.topic(deployment.topics()).name())
                .collect(Collectors.toSet());
    }

    /** Records of these topics that a role reads and has not done with. */
    long records() {
        try {
            long behind = 0;
            for (Role role : Role.values()) {
                behind += records(prefix + role.id());
            }
            return behind;
        } catch (ExecutionException e) {
            throw new IllegalStateException("the brokers did not say how far the roles are", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private long records(String group) throws ExecutionException, InterruptedException {
        Map<TopicPartition, OffsetAndMetadata> done = admin.listConsumerGroupOffsets(group)
                .partitionsToOffsetAndMetadata()
                .get();
        Set<TopicPartition> read = new HashSet<>(done.keySet());
        read.removeIf(partition -> !topics.contains(partition.topic()));
        var ends = admin.listOffsets(read.stream().collect(Collectors.toMap(p -> p, p -> OffsetSpec.latest())))
                .all()
                .get();
        return read.stream()
                .mapToLong(p -> Math.max(0, ends.get(p).offset() - done.get(p).offset()))
                .sum();
    }

    @Override
    public void close() {
        admin.close();
    }
}
