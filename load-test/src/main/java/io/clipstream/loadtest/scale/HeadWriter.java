package io.clipstream.loadtest.scale;

import io.clipstream.adapter.AdapterArtifact;
import io.clipstream.adapter.ResidualLeastSquares;
import io.clipstream.adapter.Tensor;
import io.clipstream.adapter.ZeroShot;
import io.clipstream.app.client.Deployment;
import io.clipstream.loadtest.simulated.EmptyLineage;
import io.clipstream.schemas.AdapterRecord;
import io.clipstream.schemas.ChampionPointer;
import io.clipstream.schemas.Lineage;
import io.clipstream.schemas.ScoringPolicy;
import io.clipstream.topology.AdapterRecords;
import io.clipstream.topology.TaskKeys;
import io.clipstream.topology.TaskPartitioner;
import io.clipstream.topology.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Writes versions and their pointers onto the adapters topic as the retrain role does: weights, then pointer; one thread. */
final class HeadWriter {
    /** Versions a transaction: one each, as the retrain role does, would take minutes. */
    private static final int TOGETHER = 500;

    private static final Lineage LINEAGE = EmptyLineage.of("zero-shot");
    private static final ScoringPolicy POLICY = new ScoringPolicy(5, 0.1f, 0.02f, null, 0.01f, null);

    private final Topic<AdapterRecord> topic;
    private final Deployment deployment;

    HeadWriter(Deployment deployment) {
        this.deployment = deployment;
        this.topic = deployment.topics().adapters();
    }

    /** Name of task {@code n}, counted from 0. */
    static String task(int n) {
        return "task-" + n;
    }

    /** Label of class {@code n}, counted from 0. */
    static String label(int n) {
        return "class-" + n;
    }

    /**
     * Writes.
     *
     * @param tasks how many
     * @param versions of each, every one with a pointer to it
     * @param classes of each
     * @param learned whether they have weights beside their texts, as tasks with corrections do: twice the work and memory
     */
    void write(int tasks, int versions, int classes, boolean learned) {
        AdapterArtifact head = learned ? learned(head(classes)) : head(classes);
        try (Producer<byte[], byte[]> producer = deployment.clients().transactional(topic.name() + "-writer")) {
            producer.initTransactions();
            int total = tasks * versions;
            for (int done = 0; done < total; ) {
                producer.beginTransaction();
                for (int i = 0; i < TOGETHER && done < total; i++, done++) {
                    publish(producer, task(done / versions), done % versions + 1, head);
                }
                producer.commitTransaction();
            }
        }
    }

    private void publish(Producer<byte[], byte[]> producer, String task, long version, AdapterArtifact head) {
        send(
                producer,
                task,
                TaskKeys.within(task, version),
                new AdapterRecord(AdapterRecords.version(task, version, head, LINEAGE)));
        send(
                producer,
                task,
                task,
                new AdapterRecord(new ChampionPointer(
                        task, version, ScaledModel.MODEL_ID, Instant.now(), "clipstream-load", POLICY, null)));
    }

    private void send(Producer<byte[], byte[]> producer, String task, String key, AdapterRecord value) {
        producer.send(new ProducerRecord<>(
                topic.name(),
                TaskPartitioner.partition(task, topic.partitions()),
                key.getBytes(StandardCharsets.UTF_8),
                topic.values().serializer().serialize(topic.name(), value)));
    }

    /** Weights that change nothing cost what others do. */
    private static AdapterArtifact learned(AdapterArtifact head) {
        int classes = head.labels().size();
        float[] weights = new float[ScaledModel.DIMENSION * classes];
        return new AdapterArtifact(
                ResidualLeastSquares.NAME,
                head.modelId(),
                head.dimension(),
                head.labels(),
                head.revision(),
                head.logitScale(),
                Map.of(
                        ZeroShot.TEXT,
                        head.tensors().get(ZeroShot.TEXT),
                        ResidualLeastSquares.RESIDUAL,
                        new Tensor(new int[] {ScaledModel.DIMENSION, classes}, weights)));
    }

    private static AdapterArtifact head(int classes) {
        float[] text = new float[classes * ScaledModel.DIMENSION];
        for (int c = 0; c < classes; c++) {
            System.arraycopy(ScaledModel.prototype(c), 0, text, c * ScaledModel.DIMENSION, ScaledModel.DIMENSION);
        }
        return new AdapterArtifact(
                ZeroShot.NAME,
                ScaledModel.MODEL_ID,
                ScaledModel.DIMENSION,
                IntStream.range(0, classes).mapToObj(HeadWriter::label).toList(),
                "revision-1",
                ScaledModel.LOGIT_SCALE,
                Map.of(ZeroShot.TEXT, new Tensor(new int[] {classes, ScaledModel.DIMENSION}, text)));
    }
}
