package io.clipstream.loadtest.swap;

import io.clipstream.adapter.HalfFloats;
import io.clipstream.app.client.Deployment;
import io.clipstream.schemas.LabelProbability;
import io.clipstream.schemas.Prediction;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.Deserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads predictions and dead letters as a careful client does, committed ones only; one thread, the rest may look. */
final class Sightings implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Sightings.class);

    private final Consumer<byte[], byte[]> consumer;
    private final Deserializer<Prediction> values;
    private final String predictions;
    private final List<Sighting> seen = new ArrayList<>();
    private final BitSet answered = new BitSet();
    private long duplicated;
    private long letters;
    private volatile long lastNanos = System.nanoTime();

    /** Reads from the beginning of both topics. */
    Sightings(Deployment deployment) {
        this.values = deployment.topics().predictions().values().deserializer();
        this.predictions = deployment.topics().predictions().name();
        this.consumer = deployment.clients().reader();
        List<TopicPartition> partitions = Stream.of(
                        predictions, deployment.topics().deadLetters().name())
                .flatMap(topic -> consumer.partitionsFor(topic).stream())
                .map(p -> new TopicPartition(p.topic(), p.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        partitions.forEach(consumer::position);
    }

    @Override
    public void run() {
        try (consumer) {
            while (true) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                    lastNanos = System.nanoTime();
                    enter(record);
                }
            }
        } catch (WakeupException closed) {
            LOG.debug("reader stopped");
        }
    }

    private synchronized void enter(ConsumerRecord<byte[], byte[]> record) {
        if (!record.topic().equals(predictions)) {
            letters++;
            LOG.warn("a dead letter: {}", record.headers());
            return;
        }
        int number = ImageFlow.number(new String(record.key(), StandardCharsets.UTF_8));
        if (answered.get(number)) {
            duplicated++;
            return;
        }
        answered.set(number);
        Prediction prediction = values.deserialize(record.topic(), record.value());
        seen.add(new Sighting(
                prediction.getTask(),
                Math.toIntExact(prediction.getAdapterVersion()),
                VersionCode.version(probabilities(prediction), ImageFlow.imageClass(number)),
                prediction.getImage().getPartition(),
                prediction.getImage().getOffset(),
                StampedModel.Stamp.of(feature(prediction.getFeature())),
                prediction.getPredictedAt().toEpochMilli()));
    }

    /** In the order of the task's classes; NaN where a class is missing. */
    private static double[] probabilities(Prediction prediction) {
        return VersionCode.labels(prediction.getTask()).stream()
                .mapToDouble(label -> prediction.getTop().stream()
                        .filter(top -> top.getLabel().equals(label))
                        .mapToDouble(LabelProbability::getProbability)
                        .findFirst()
                        .orElse(Double.NaN))
                .toArray();
    }

    private static float[] feature(ByteBuffer feature) {
        byte[] bytes = new byte[feature.remaining()];
        feature.duplicate().get(bytes);
        return HalfFloats.toFloats(bytes);
    }

    /** How long nothing has come. */
    Duration quiet() {
        return Duration.ofNanos(System.nanoTime() - lastNanos);
    }

    /** The first prediction of every image, in the order of reading. */
    synchronized List<Sighting> seen() {
        return List.copyOf(seen);
    }

    /** Images with a prediction. */
    synchronized int answered() {
        return answered.cardinality();
    }

    /** Predictions of an image that had one. */
    synchronized long duplicated() {
        return duplicated;
    }

    /** Dead letters; there should be none. */
    synchronized long letters() {
        return letters;
    }

    /** Ends {@link #run}, which closes the consumer. */
    void stop() {
        consumer.wakeup();
    }
}
