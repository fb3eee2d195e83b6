package io.clipstream.loadtest.crash;

import io.clipstream.app.client.Deployment;
import io.clipstream.schemas.AdapterRecord;
import io.clipstream.schemas.AdapterVersion;
import io.clipstream.schemas.ChampionPointer;
import io.clipstream.schemas.ScoringPolicy;
import io.clipstream.topology.TaskKeys;
import io.clipstream.topology.TaskPartitioner;
import io.clipstream.topology.Topic;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.StringSerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes versions and moves the pointer while images flow, as the retrain role does: weights, then pointer, in one
 * transaction; some transactions are given up, so that what they hold was never published. One thread, but for {@link #stop}.
 */
final class VersionPublisher implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(VersionPublisher.class);
    private static final int KEPT = 6;
    private static final int MOST_PAUSE_MILLIS = 1_500;

    private final Deployment deployment;
    private final AdapterVersion first;
    private final Topic<AdapterRecord> adapters;
    private final int partition;
    private final Random random;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final List<Long> kept = new ArrayList<>();
    private long next = 2;

    /** Publishes further versions of the task whose first one is {@code first}; what and when is the seed's choice. */
    VersionPublisher(Deployment deployment, AdapterVersion first, long seed) {
        this.deployment = deployment;
        this.first = first;
        this.adapters = deployment.topics().adapters();
        this.partition = TaskPartitioner.partition(Setup.TASK, adapters.partitions());
        this.random = new Random(seed);
    }

    @Override
    public void run() {
        while (!isStopped()) {
            try (Producer<String, AdapterRecord> producer = producer()) {
                producer.initTransactions();
                while (!pause()) {
                    publish(producer);
                }
            } catch (KafkaException e) {
                // A transaction that a fault has ended: with a new producer, and a new number, on we go.
                LOG.warn("publishing was interrupted: {}", e.toString());
                kept.clear();
            }
        }
    }

    private void publish(Producer<String, AdapterRecord> producer) {
        boolean back = !kept.isEmpty() && random.nextInt(4) == 0;
        boolean givenUp = random.nextInt(8) == 0;
        long number = back ? kept.get(random.nextInt(kept.size())) : next++;
        producer.beginTransaction();
        if (!back) {
            send(
                    producer,
                    TaskKeys.within(Setup.TASK, number),
                    new AdapterRecord(NumberedVersions.version(number, first)));
        }
        send(producer, Setup.TASK, new AdapterRecord(pointer(number)));
        if (givenUp) {
            producer.abortTransaction();
            return;
        }
        boolean full = !back && kept.size() == KEPT;
        if (full) {
            send(producer, TaskKeys.within(Setup.TASK, kept.get(0)), null);
        }
        producer.commitTransaction();
        if (full) {
            kept.remove(0);
        }
        if (!back) {
            kept.add(number);
        }
    }

    private ChampionPointer pointer(long number) {
        return new ChampionPointer(
                Setup.TASK,
                number,
                first.getModelId(),
                Instant.now(),
                "crash harness",
                new ScoringPolicy(5, 0.1f, 0.02f, null, 0.01f, null),
                null);
    }

    private void send(Producer<String, AdapterRecord> producer, String key, AdapterRecord value) {
        producer.send(new ProducerRecord<>(adapters.name(), partition, key, value));
    }

    private Producer<String, AdapterRecord> producer() {
        Map<String, Object> settings = deployment.config().kafka().client("producer");
        settings.put("transactional.id", "crash-versions");
        return new KafkaProducer<>(
                settings, new StringSerializer(), adapters.values().serializer());
    }

    /** Waits for a moment; whether it was stopped meanwhile. */
    private boolean pause() {
        try {
            return stopped.await(random.nextInt(MOST_PAUSE_MILLIS), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            stopped.countDown();
            return true;
        }
    }

    private boolean isStopped() {
        return stopped.getCount() == 0;
    }

    /** After the version that is on its way, {@link #run} ends. */
    void stop() {
        stopped.countDown();
    }
}
