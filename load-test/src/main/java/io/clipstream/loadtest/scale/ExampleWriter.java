package io.clipstream.loadtest.scale;

import io.clipstream.adapter.HalfFloats;
import io.clipstream.app.client.Deployment;
import io.clipstream.schemas.Coordinates;
import io.clipstream.schemas.CorrectionOrigin;
import io.clipstream.schemas.Example;
import io.clipstream.topology.TaskKeys;
import io.clipstream.topology.TaskPartitioner;
import io.clipstream.topology.Topic;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.SplittableRandom;
import java.util.UUID;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Writes examples onto the buffer topic as the collect role does; one thread. */
final class ExampleWriter {
    private static final int TOGETHER = 2_000;
    /** Of an example's feature, against its class's prototype of length 1. */
    private static final float SPREAD = 1.2f;

    private final Deployment deployment;
    private final Topic<Example> topic;
    private final String task;
    private final int classes;

    /** @param classes that the examples are of in turn, named as {@link HeadWriter#label} says */
    ExampleWriter(Deployment deployment, String task, int classes) {
        this.deployment = deployment;
        this.topic = deployment.topics().fewShotBuffer();
        this.task = task;
        this.classes = classes;
    }

    /** Writes the examples numbered from {@code from} up to {@code to}, in transactions. */
    void write(int from, int to) {
        try (Producer<byte[], byte[]> producer = deployment.clients().transactional(topic.name() + "-writer")) {
            producer.initTransactions();
            for (int done = from; done < to; ) {
                producer.beginTransaction();
                for (int i = 0; i < TOGETHER && done < to; i++, done++) {
                    send(producer, done);
                }
                producer.commitTransaction();
            }
        }
    }

    private void send(Producer<byte[], byte[]> producer, int number) {
        String image = "image-" + number;
        producer.send(new ProducerRecord<>(
                topic.name(),
                TaskPartitioner.partition(task, topic.partitions()),
                TaskKeys.within(task, image).getBytes(StandardCharsets.UTF_8),
                topic.values().serializer().serialize(topic.name(), example(number, image))));
    }

    private Example example(int number, String image) {
        Instant now = Instant.ofEpochMilli(1_700_000_000_000L + number);
        return Example.newBuilder()
                .setTask(task)
                .setImageId(image)
                .setLabel(HeadWriter.label(number % classes))
                .setFeature(ByteBuffer.wrap(HalfFloats.toBytes(feature(number))))
                .setModelId(ScaledModel.MODEL_ID)
                .setCorrectionId(new UUID(0, number))
                .setAnnotator("clipstream-load")
                .setOrigin(CorrectionOrigin.SPONTANEOUS)
                .setCorrectedAt(now)
                .setImage(new Coordinates("images", 0, (long) number, now))
                .build();
    }

    private float[] feature(int number) {
        float[] feature = ScaledModel.prototype(number % classes);
        SplittableRandom random = new SplittableRandom(number);
        // A uniform number's deviation is 1 / sqrt(12).
        float noise = SPREAD * (float) Math.sqrt(12.0 / feature.length);
        double sum = 0;
        for (int i = 0; i < feature.length; i++) {
            feature[i] += noise * (float) (random.nextDouble() - 0.5);
            sum += feature[i] * feature[i];
        }
        float scale = (float) (1 / Math.sqrt(sum));
        for (int i = 0; i < feature.length; i++) {
            feature[i] *= scale;
        }
        return feature;
    }
}
