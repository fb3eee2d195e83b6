package io.clipstream.topology;

import io.clipstream.schemas.AdapterRecord;
import io.clipstream.schemas.Command;
import io.clipstream.schemas.Correction;
import io.clipstream.schemas.Example;
import io.clipstream.schemas.ImageEvent;
import io.clipstream.schemas.Prediction;
import io.clipstream.schemas.Promotion;
import io.clipstream.schemas.ReviewItem;
import io.clipstream.schemas.SampledFeature;
import io.clipstream.schemas.TaskSpec;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serde;

/**
 * Names every topic with its value serde and settings; keys are plain UTF-8 strings everywhere.
 *
 * @param shadowPredictions what versions would have said that are not in use; nothing here reads it
 * @param deadLetters name of the topic of original bytes; it has no schema
 */
public record Topics(
        Topic<ImageEvent> images,
        Topic<Prediction> predictions,
        Topic<ReviewItem> reviewQueue,
        Topic<Correction> corrections,
        Topic<Example> fewShotBuffer,
        Topic<SampledFeature> featureSample,
        Topic<AdapterRecord> adapters,
        Topic<Promotion> promotions,
        Topic<TaskSpec> tasks,
        Topic<Command> commands,
        Topic<Prediction> shadowPredictions,
        Topic<byte[]> deadLetters) {

    /** Makes the value serde of a record type; the registry's address and credentials are inside. */
    @FunctionalInterface
    public interface SerdeFactory {
        <T extends SpecificRecord> Serde<T> of(Class<T> type);
    }

    /** A broker refuses records whose time is far ahead, which must stop no stream. */
    private static final Map<String, String> LOG_APPEND = Map.of("message.timestamp.type", "LogAppendTime");

    /**
     * The topics of a deployment.
     *
     * @param prefix put before every name, may be empty
     * @param sizes partitions and largest record
     */
    public static Topics of(String prefix, TopicSizes sizes, SerdeFactory serdes) {
        int stream = sizes.streamPartitions();
        int learning = sizes.learningPartitions();
        String large = Integer.toString(sizes.maxRecordBytes());
        // A dead letter carries an image that already filled its record, plus the reason in headers.
        String larger = Integer.toString(sizes.maxRecordBytes() + 1024 * 1024);
        Map<String, String> compact = Map.of("cleanup.policy", "compact");
        // A retrain role that was off meanwhile must still see what was withdrawn: 30 days instead of Kafka's one.
        Map<String, String> longTombstones =
                with(LOG_APPEND, Map.of("cleanup.policy", "compact", "delete.retention.ms", "2592000000"));
        return new Topics(
                new Topic<>(prefix + "images", serdes.of(ImageEvent.class), stream, Map.of("max.message.bytes", large)),
                new Topic<>(prefix + "predictions", serdes.of(Prediction.class), stream, LOG_APPEND),
                new Topic<>(prefix + "review-queue", serdes.of(ReviewItem.class), stream, LOG_APPEND),
                // Event times are judged by the time of the record, which must not be the labeller's clock again.
                new Topic<>(prefix + "corrections", serdes.of(Correction.class), stream, LOG_APPEND),
                new Topic<>(prefix + "few-shot-buffer", serdes.of(Example.class), learning, longTombstones),
                new Topic<>(prefix + "feature-sample", serdes.of(SampledFeature.class), learning, longTombstones),
                new Topic<>(
                        prefix + "adapters",
                        serdes.of(AdapterRecord.class),
                        learning,
                        with(LOG_APPEND, Map.of("cleanup.policy", "compact", "max.message.bytes", large))),
                new Topic<>(
                        prefix + "promotions",
                        serdes.of(Promotion.class),
                        learning,
                        with(LOG_APPEND, Map.of("retention.ms", "-1"))),
                new Topic<>(prefix + "tasks", serdes.of(TaskSpec.class), learning, compact),
                new Topic<>(
                        prefix + "commands", serdes.of(Command.class), learning, Map.of("max.message.bytes", large)),
                new Topic<>(prefix + "shadow-predictions", serdes.of(Prediction.class), stream, LOG_APPEND),
                new Topic<>(
                        prefix + "dead-letters",
                        org.apache.kafka.common.serialization.Serdes.ByteArray(),
                        1,
                        with(LOG_APPEND, Map.of("max.message.bytes", larger))));
    }

    private static Map<String, String> with(Map<String, String> some, Map<String, String> more) {
        Map<String, String> both = new HashMap<>(some);
        both.putAll(more);
        return Map.copyOf(both);
    }

    /** Largest image or adapter record, in bytes; the broker's usual megabyte where the topic says nothing. */
    public int maxRecordBytes() {
        return Integer.parseInt(adapters.settings().getOrDefault("max.message.bytes", "1048588"));
    }

    /** Largest version, in bytes of its record's value: leaves room for key, headers and framing. */
    int maxVersionBytes() {
        return Math.max(maxRecordBytes() / 2, maxRecordBytes() - 64 * 1024);
    }

    /** All of them, in the order of the data flow. */
    public List<Topic<?>> all() {
        return List.of(
                images,
                predictions,
                reviewQueue,
                corrections,
                fewShotBuffer,
                featureSample,
                adapters,
                promotions,
                tasks,
                commands,
                shadowPredictions,
                deadLetters);
    }
}
