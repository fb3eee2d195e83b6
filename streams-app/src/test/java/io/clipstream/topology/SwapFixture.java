package io.clipstream.topology;

import io.clipstream.adapter.AdapterArtifact;
import io.clipstream.adapter.Tensor;
import io.clipstream.schemas.AdapterRecord;
import io.clipstream.schemas.AdapterVersion;
import io.clipstream.schemas.ChampionPointer;
import io.clipstream.schemas.Lineage;
import io.clipstream.schemas.ScoringPolicy;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Versions whose number is their logit scale in tenths, and images for them; the adapters topic has two partitions. */
final class SwapFixture {
    static final String TASK = "tiles";

    private SwapFixture() {}

    /** Weights, then pointer. */
    static void publish(KafkaProducer<String, byte[]> producer, Topics topics, int number, boolean corrupt) {
        float[] text = new float[2 * ScoreFixture.DIMENSION];
        text[0] = 1;
        text[ScoreFixture.DIMENSION + 1] = 1;
        AdapterArtifact artifact = new AdapterArtifact(
                "zero-shot",
                "model",
                ScoreFixture.DIMENSION,
                List.of("a", "b"),
                "revision",
                number / 10f,
                Map.of("text", new Tensor(new int[] {2, ScoreFixture.DIMENSION}, text)));
        Lineage lineage = new Lineage(
                null,
                "zero-shot",
                "",
                "",
                "",
                "",
                0L,
                0,
                List.of(),
                List.of(),
                Instant.EPOCH,
                0L,
                Map.of(),
                "cpu",
                null,
                List.of(),
                0,
                List.of());
        AdapterVersion.Builder version =
                AdapterVersion.newBuilder(AdapterRecords.version(TASK, number, artifact, lineage));
        if (corrupt) {
            version.setTensorsSha256(ByteBuffer.wrap(new byte[32]));
        }
        ScoringPolicy policy = new ScoringPolicy(5, 0.0f, 0.0f, null, 0.01f, null);
        put(producer, topics, TASK + "/" + number, new AdapterRecord(version.build()));
        put(
                producer,
                topics,
                TASK,
                new AdapterRecord(
                        new ChampionPointer(TASK, (long) number, "model", Instant.EPOCH, "gate", policy, null)));
        producer.flush();
    }

    private static void put(KafkaProducer<String, byte[]> producer, Topics topics, String key, AdapterRecord value) {
        String topic = topics.adapters().name();
        byte[] bytes = topics.adapters().values().serializer().serialize(topic, value);
        producer.send(new ProducerRecord<>(topic, TaskPartitioner.partition(TASK, 2), key, bytes));
    }

    /** An image of the first class, into one of two partitions in turn. */
    static void send(KafkaProducer<String, byte[]> producer, Topics topics, int number) {
        String topic = topics.images().name();
        byte[] value =
                topics.images().values().serializer().serialize(topic, ScoreFixture.image(TASK, 8 * (number % 10)));
        producer.send(new ProducerRecord<>(topic, number % 2, "image-" + number, value));
    }
}
