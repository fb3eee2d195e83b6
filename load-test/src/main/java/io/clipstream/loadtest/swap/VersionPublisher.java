package io.clipstream.loadtest.swap;

import io.clipstream.adapter.AdapterArtifact;
import io.clipstream.app.client.Deployment;
import io.clipstream.loadtest.simulated.EmptyLineage;
import io.clipstream.schemas.AdapterRecord;
import io.clipstream.schemas.AdapterVersion;
import io.clipstream.schemas.ChampionPointer;
import io.clipstream.schemas.Lineage;
import io.clipstream.schemas.ScoringPolicy;
import io.clipstream.topology.AdapterRecords;
import io.clipstream.topology.TaskKeys;
import io.clipstream.topology.TaskPartitioner;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Publishes versions and pointers as the retrain role does: weights, then pointer, in one transaction; one thread. */
final class VersionPublisher implements AutoCloseable {
    private static final Lineage LINEAGE = EmptyLineage.of("zero-shot");

    private final Deployment deployment;
    private final Producer<String, byte[]> producer;
    private final String topic;
    private final int partitions;

    VersionPublisher(Deployment deployment) {
        this.deployment = deployment;
        this.topic = deployment.topics().adapters().name();
        this.partitions = deployment.topics().adapters().partitions();
        Map<String, Object> settings = deployment.config().kafka().client("producer");
        settings.put("transactional.id", "swap-publisher");
        settings.put("acks", "all");
        settings.put("linger.ms", "0");
        this.producer = new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
        producer.initTransactions();
    }

    /** Publishes a good version, the pointer to it, and the tombstones of those that are kept no longer. */
    Pointer publish(String task, int version, List<Integer> ended) {
        producer.beginTransaction();
        version(task, version, null);
        ended.forEach(old -> send(task, TaskKeys.within(task, old), null));
        return commit(task, version, Pointer.Kind.NEW, pointer(task, version));
    }

    /** Points at a version that is already there. */
    Pointer rollBack(String task, int version) {
        producer.beginTransaction();
        return commit(task, version, Pointer.Kind.ROLLBACK, pointer(task, version));
    }

    /** Publishes a version, or a pointer, that must be refused. */
    Pointer publishDamaged(String task, int version, Damage damage) {
        producer.beginTransaction();
        version(task, version, damage);
        byte[] pointer = damage == Damage.GARBAGE_POINTER ? Damage.GARBAGE : pointer(task, version);
        return commit(task, version, Pointer.Kind.CORRUPT, pointer);
    }

    private void version(String task, int version, Damage damage) {
        if (damage == Damage.NO_VERSION) {
            return;
        }
        AdapterArtifact artifact = VersionCode.artifact(task, version);
        AdapterVersion record = AdapterRecords.version(task, version, artifact, LINEAGE);
        byte[] value = damage == Damage.GARBAGE_VERSION
                ? Damage.GARBAGE
                : bytes(new AdapterRecord(damage == null ? record : damage.applied(record, artifact)));
        send(task, TaskKeys.within(task, version), value);
    }

    private byte[] pointer(String task, int version) {
        ScoringPolicy policy = new ScoringPolicy(VersionCode.CLASSES, 0f, 0f, null, 0.01f, null);
        return bytes(new AdapterRecord(new ChampionPointer(
                task, (long) version, StampedModel.MODEL, Instant.now(), "swap run", policy, null)));
    }

    private byte[] bytes(AdapterRecord record) {
        return deployment.topics().adapters().values().serializer().serialize(topic, record);
    }

    private Future<RecordMetadata> send(String task, String key, byte[] value) {
        return producer.send(new ProducerRecord<>(topic, TaskPartitioner.partition(task, partitions), key, value));
    }

    private Pointer commit(String task, int version, Pointer.Kind kind, byte[] pointer) {
        Future<RecordMetadata> sent = send(task, task, pointer);
        producer.flush();
        long called = InstanceDiary.micros();
        producer.commitTransaction();
        long committed = InstanceDiary.micros();
        try {
            return new Pointer(task, version, sent.get().offset(), kind, called, committed);
        } catch (ExecutionException e) {
            throw new IllegalStateException("a pointer could not be published: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while publishing", e);
        }
    }

    @Override
    public void close() {
        producer.close();
    }
}
