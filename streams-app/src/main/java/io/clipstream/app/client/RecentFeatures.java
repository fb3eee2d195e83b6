package io.clipstream.app.client;

import io.clipstream.adapter.HalfFloats;
import io.clipstream.schemas.Prediction;
import io.clipstream.serde.RegistryFaultException;
import io.clipstream.topology.Topic;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.SerializationException;

/** The features of the images that a task predicted last, as its predictions carry them. */
public final class RecentFeatures {
    /** Records looked at in each partition, for each image wanted: other tasks are between them. */
    private static final long LOOK_BACK = 20;

    private RecentFeatures() {}

    /**
     * An image with its feature.
     *
     * @param feature D values, renormalised after their half-precision storage
     */
    public record Row(String imageId, float[] feature) {}

    /**
     * Reads them, newest last.
     *
     * @param modelId backbone that the features must come from
     * @param limit how many at most; fewer if the last {@value #LOOK_BACK} times as many records hold fewer
     */
    public static List<Row> read(Deployment deployment, String task, String modelId, int limit) {
        Topic<Prediction> topic = deployment.topics().predictions();
        ArrayDeque<Row> rows = new ArrayDeque<>();
        try (TopicReader reader = new TopicReader(deployment.clients())) {
            reader.fromLast(topic.name(), LOOK_BACK * limit);
            reader.drain(record -> decode(topic, record)
                    .filter(prediction -> task.equals(prediction.getTask()) && modelId.equals(prediction.getModelId()))
                    .ifPresent(prediction -> {
                        rows.addLast(row(record, prediction));
                        if (rows.size() > limit) {
                            rows.removeFirst();
                        }
                    }));
        }
        return List.copyOf(rows);
    }

    private static Row row(ConsumerRecord<byte[], byte[]> record, Prediction prediction) {
        ByteBuffer stored = prediction.getFeature().duplicate();
        byte[] bytes = new byte[stored.remaining()];
        stored.get(bytes);
        float[] feature = HalfFloats.toFloats(bytes);
        double squares = 0;
        for (float value : feature) {
            squares += (double) value * value;
        }
        float length = (float) Math.sqrt(squares);
        for (int i = 0; i < feature.length; i++) {
            feature[i] /= length;
        }
        return new Row(new String(record.key(), StandardCharsets.UTF_8), feature);
    }

    private static Optional<Prediction> decode(Topic<Prediction> topic, ConsumerRecord<byte[], byte[]> record) {
        try {
            return record.key() == null
                    ? Optional.empty()
                    : Optional.ofNullable(topic.values().deserializer().deserialize(record.topic(), record.value()));
        } catch (RegistryFaultException e) {
            throw e;
        } catch (SerializationException | ClassCastException e) {
            return Optional.empty();
        }
    }
}
