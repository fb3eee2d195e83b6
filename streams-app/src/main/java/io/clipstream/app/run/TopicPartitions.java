package io.clipstream.app.run;

import io.clipstream.app.client.KafkaClients;
import io.clipstream.topology.PartitionCounts;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks the brokers how many partitions a topic has, once a second a topic at most; safe for use by many threads. */
final class TopicPartitions implements PartitionCounts {
    private static final Logger LOG = LoggerFactory.getLogger(TopicPartitions.class);
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final KafkaClients clients;
    private final Map<String, Answer> known = new ConcurrentHashMap<>();

    /** @param count 0 where nobody answered */
    private record Answer(int count, long atNanos) {
        boolean isFresh() {
            return System.nanoTime() - atNanos < FRESH_NANOS;
        }
    }

    TopicPartitions(KafkaClients clients) {
        this.clients = clients;
    }

    @Override
    public OptionalInt of(String topic, boolean now) {
        Answer answer = known.compute(
                topic,
                (name, last) -> last != null && (last.isFresh() || !now && last.count() > 0)
                        ? last
                        : new Answer(ask(name), System.nanoTime()));
        return answer.count() == 0 ? OptionalInt.empty() : OptionalInt.of(answer.count());
    }

    private int ask(String topic) {
        try (Admin admin = clients.admin()) {
            return admin.describeTopics(List.of(topic))
                    .allTopicNames()
                    .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                    .get(topic)
                    .partitions()
                    .size();
        } catch (ExecutionException | TimeoutException e) {
            LOG.debug("The partitions of {} cannot be asked for", topic, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return 0;
    }
}
