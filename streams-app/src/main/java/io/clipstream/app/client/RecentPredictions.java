package io.clipstream.app.client;

import io.clipstream.adapter.DriftWatch;
import io.clipstream.adapter.HalfFloats;
import io.clipstream.schemas.Decision;
import io.clipstream.schemas.Prediction;
import io.clipstream.schemas.ReviewReason;
import io.clipstream.serde.RegistryFaultException;
import io.clipstream.topology.Topic;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.SerializationException;

/** A task's latest predictions, oldest first; not safe for use by many threads. */
public final class RecentPredictions {
    private final String task;
    private final Topic<Prediction> topic;
    private final List<Prediction> predictions = new ArrayList<>();

    public RecentPredictions(String task, Topic<Prediction> topic) {
        this.task = task;
        this.topic = topic;
    }

    /** Reads the last {@code records} records of each partition, whatever tasks they are of. */
    public static RecentPredictions read(Deployment deployment, String task, int records) {
        RecentPredictions recent =
                new RecentPredictions(task, deployment.topics().predictions());
        try (TopicReader reader = new TopicReader(deployment.clients())) {
            reader.fromLast(records, recent.topic.name());
            reader.drain(recent::add);
        }
        recent.predictions.sort(Comparator.comparing(Prediction::getPredictedAt));
        return recent;
    }

    /** Takes one record in; other tasks' and what cannot be decoded are left out. */
    public void add(ConsumerRecord<byte[], byte[]> record) {
        try {
            Prediction prediction = topic.values().deserializer().deserialize(record.topic(), record.value());
            if (prediction != null && prediction.getTask().equals(task)) {
                predictions.add(prediction);
            }
        } catch (RegistryFaultException e) {
            throw e;
        } catch (SerializationException | ClassCastException e) {
            // Garbage among the predictions is collect's to refuse.
            return;
        }
    }

    public int size() {
        return predictions.size();
    }

    /** How many were decided so. */
    public long decided(Decision decision) {
        return predictions.stream().filter(p -> p.getDecision() == decision).count();
    }

    /** How many went to review, by reason. */
    public Map<ReviewReason, Long> reviewed() {
        Map<ReviewReason, Long> counts = new EnumMap<>(ReviewReason.class);
        predictions.stream()
                .filter(p -> p.getDecision() == Decision.REVIEW && p.getReviewReason() != null)
                .forEach(p -> counts.merge(p.getReviewReason(), 1L, Long::sum));
        return counts;
    }

    /** Lets a watch see the images of one version; returns what it says of the last full window. */
    public DriftWatch.Reading drift(DriftWatch watch, String modelId, int dimension) {
        for (Prediction prediction : predictions) {
            float[] feature = feature(prediction.getFeature());
            if (prediction.getModelId().equals(modelId)
                    && feature.length == dimension
                    && !prediction.getTop().isEmpty()) {
                watch.add(feature, prediction.getTop().get(0).getProbability());
            }
        }
        return watch.latest();
    }

    /** Empty where it is none. */
    private static float[] feature(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        try {
            return HalfFloats.readUnit(bytes);
        } catch (IllegalArgumentException e) {
            return new float[0];
        }
    }
}
