package io.clipstream.loadtest.run.measure;

import io.clipstream.app.client.Deployment;
import io.clipstream.app.run.Role;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;

/** How many records of the images topic the score group has not committed; one thread. */
final class GroupLag implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 5;

    private final Admin admin;
    private final String group;
    private final String topic;

    GroupLag(Deployment deployment) {
        this.admin = deployment.clients().admin();
        this.group = deployment.config().applicationPrefix() + Role.SCORE.id();
        this.topic = deployment.topics().images().name();
    }

    /** The lag now; empty where the group has no offsets, or the brokers do not answer in time. */
    OptionalLong records() throws InterruptedException {
        try {
            Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
            var committed = admin.listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            committed.forEach((partition, offset) -> {
                if (partition.topic().equals(topic) && offset != null) {
                    wanted.put(partition, OffsetSpec.latest());
                }
            });
            if (wanted.isEmpty()) {
                return OptionalLong.empty();
            }
            var ends = admin.listOffsets(wanted).all().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            return OptionalLong.of(wanted.keySet().stream()
                    .mapToLong(partition -> Math.max(
                            0,
                            ends.get(partition).offset()
                                    - committed.get(partition).offset()))
                    .sum());
        } catch (ExecutionException | TimeoutException e) {
            return OptionalLong.empty(); // A gap in a curve; whether images are lost is counted elsewhere.
        }
    }

    @Override
    public void close() {
        admin.close();
    }
}
