package io.clipstream.app.client;

import io.clipstream.topology.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Compares the broker's topics with the configuration's, and makes or alters them. */
public final class TopicAdmin implements AutoCloseable {
    private static final Duration LEADERS = Duration.ofSeconds(60);
    private static final Duration LOOK = Duration.ofMillis(50);

    private final Deployment deployment;
    private final Admin admin;

    public TopicAdmin(Deployment deployment) {
        this.deployment = deployment;
        this.admin = deployment.clients().admin();
    }

    /** What differs, for every topic in the order of the data flow. */
    public List<TopicPlan> plan() {
        Set<String> present = get(admin.listTopics().names());
        List<Topic<?>> existing = deployment.topics().all().stream()
                .filter(topic -> present.contains(topic.name()))
                .toList();
        Map<String, TopicDescription> described =
                get(admin.describeTopics(existing.stream().map(Topic::name).toList())
                        .allTopicNames());
        Map<String, Map<String, String>> settings = settings(existing);
        return deployment.topics().all().stream()
                .map(topic -> described.containsKey(topic.name())
                        ? TopicPlan.of(
                                topic, described.get(topic.name()).partitions().size(), settings.get(topic.name()))
                        : TopicPlan.missing(topic))
                .toList();
    }

    /**
     * Makes what is missing, until it can be written to, and alters what differs; partitions of existing topics stay as they
     * are.
     */
    public List<TopicPlan> apply() {
        List<TopicPlan> plans = plan();
        create(plans.stream()
                .filter(plan -> !plan.exists())
                .map(TopicPlan::topic)
                .toList());
        Map<ConfigResource, Collection<AlterConfigOp>> changes = new HashMap<>();
        for (TopicPlan plan : plans) {
            List<AlterConfigOp> operations = new ArrayList<>();
            plan.settings()
                    .keySet()
                    .forEach(name -> operations.add(new AlterConfigOp(
                            new ConfigEntry(name, plan.topic().settings().get(name)), AlterConfigOp.OpType.SET)));
            if (!operations.isEmpty()) {
                changes.put(resource(plan.topic()), operations);
            }
        }
        get(admin.incrementalAlterConfigs(changes).all());
        return plans;
    }

    private void create(List<? extends Topic<?>> missing) {
        short replication = deployment.config().topics().replicationFactor();
        List<NewTopic> topics = missing.stream()
                .map(topic -> new NewTopic(topic.name(), topic.partitions(), replication).configs(topic.settings()))
                .toList();
        admin.createTopics(topics).values().forEach((name, result) -> {
            try {
                get(result);
            } catch (RefusedException e) {
                if (!(e.getCause() instanceof TopicExistsException)) {
                    throw new RefusedException("cannot make topic '" + name + "': " + e.getMessage(), e.getCause());
                }
            }
        });
        awaitLeaders(missing);
    }

    /**
     * Waits until brokers lead all partitions. A producer that writes before may have its second batch taken and its first
     * one refused, which no retry mends: the sequence numbers are out of order then until its delivery times out.
     */
    private void awaitLeaders(List<? extends Topic<?>> made) {
        Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
        for (Topic<?> topic : made) {
            for (int partition = 0; partition < topic.partitions(); partition++) {
                ends.put(new TopicPartition(topic.name(), partition), OffsetSpec.latest());
            }
        }
        long deadline = System.nanoTime() + LEADERS.toNanos();
        while (true) {
            try {
                // Leaders alone answer this; where there is none yet, the client asks again by itself.
                get(admin.listOffsets(ends).all());
                return;
            } catch (RefusedException e) {
                if (!(e.getCause() instanceof UnknownTopicOrPartitionException) || System.nanoTime() > deadline) {
                    throw e;
                }
                LockSupport.parkNanos(LOOK.toNanos());
            }
        }
    }

    private Map<String, Map<String, String>> settings(List<Topic<?>> topics) {
        List<ConfigResource> resources =
                topics.stream().map(TopicAdmin::resource).toList();
        Map<String, Map<String, String>> settings = new HashMap<>();
        get(admin.describeConfigs(resources).all()).forEach((resource, config) -> {
            Map<String, String> values = new HashMap<>();
            config.entries().forEach(entry -> values.put(entry.name(), entry.value()));
            settings.put(resource.name(), values);
        });
        return settings;
    }

    private static ConfigResource resource(Topic<?> topic) {
        return new ConfigResource(ConfigResource.Type.TOPIC, topic.name());
    }

    /** Waits; a failure becomes one sentence. */
    static <T> T get(KafkaFuture<T> future) {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw new RefusedException("Kafka refused: " + e.getCause().getMessage(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RefusedException("interrupted while waiting for Kafka", e);
        }
    }

    @Override
    public void close() {
        admin.close();
    }
}
