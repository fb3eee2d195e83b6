package io.clipstream.topology;

import io.clipstream.adapter.HalfFloats;
import io.clipstream.schemas.Coordinates;
import io.clipstream.schemas.Correction;
import io.clipstream.schemas.CorrectionKind;
import io.clipstream.schemas.CorrectionOrigin;
import io.clipstream.schemas.Decision;
import io.clipstream.schemas.Example;
import io.clipstream.schemas.LabelProbability;
import io.clipstream.schemas.LiveCorrection;
import io.clipstream.schemas.Prediction;
import io.clipstream.schemas.ScoringPolicy;
import io.clipstream.schemas.TaskClass;
import io.clipstream.schemas.TaskSpec;
import io.clipstream.schemas.Timings;
import io.clipstream.schemas.ZeroShotView;
import io.clipstream.serde.AvroGuards;
import io.clipstream.serde.AvroSerdes;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serde;

/** Records for tests of the learning roles, and serdes with a registry in memory. */
final class LearningRecords {
    static final String TASK = "animals";
    static final String MODEL = "model-1";
    static final int DIMENSION = 8;
    static final Topics.SerdeFactory SERDES = new Topics.SerdeFactory() {
        @Override
        public <T extends SpecificRecord> Serde<T> of(Class<T> type) {
            return AvroSerdes.forRecord(type, Map.of("schema.registry.url", "mock://learning"));
        }
    };

    private static final AtomicLong IDS = new AtomicLong();

    static {
        // Builders that copy a record name its class to Avro.
        AvroGuards.install();
    }

    private LearningRecords() {}

    private static UUID nextId() {
        return new UUID(0, IDS.incrementAndGet());
    }

    static Topics topics() {
        return Topics.of("", new TopicSizes(1, 1, 1 << 20), SERDES);
    }

    static TaskSpec task(String... labels) {
        return TaskSpec.newBuilder()
                .setTask(TASK)
                .setClasses(Arrays.stream(labels)
                        .map(label -> new TaskClass(label, List.of(), List.of(), List.of()))
                        .toList())
                .setMethod("residual-least-squares")
                .setPolicy(ScoringPolicy.newBuilder().build())
                .setAppliedBy("test")
                .setAppliedAt(Instant.EPOCH)
                .build();
    }

    /** The task with one of its classes going by labels of before as well. */
    static TaskSpec formerly(TaskSpec task, String label, String... former) {
        return TaskSpec.newBuilder(task)
                .setClasses(task.getClasses().stream()
                        .map(c -> c.getLabel().equals(label)
                                ? TaskClass.newBuilder(c)
                                        .setFormerly(List.of(former))
                                        .build()
                                : c)
                        .toList())
                .build();
    }

    /** A feature of length 1 that belongs to the image. */
    static float[] feature(String imageId) {
        Random random = new Random(imageId.hashCode());
        float[] values = new float[DIMENSION];
        double square = 0;
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
            square += values[i] * values[i];
        }
        for (int i = 0; i < values.length; i++) {
            values[i] /= (float) Math.sqrt(square);
        }
        return values;
    }

    static Prediction prediction(String imageId) {
        return prediction(imageId, MODEL, Instant.ofEpochSecond(1_000));
    }

    static Prediction prediction(String imageId, String model, Instant eventTime) {
        return Prediction.newBuilder()
                .setTask(TASK)
                .setAdapterVersion(1)
                .setModelId(model)
                .setTop(List.of(new LabelProbability("cat", 0.7f)))
                .setDecision(Decision.ACCEPTED)
                .setMargin(0.4f)
                .setZeroShot(new ZeroShotView("cat", 0.25f))
                .setFeature(ByteBuffer.wrap(HalfFloats.toBytes(feature(imageId))))
                .setImage(image(imageId))
                .setEventTime(eventTime)
                .setPredictedAt(eventTime)
                .setTimings(new Timings(0L, 0L, 0L, 0L, 1))
                .build();
    }

    static Correction correction(String label, String annotator, int seconds) {
        return Correction.newBuilder()
                .setCorrectionId(nextId())
                .setTask(TASK)
                .setKind(CorrectionKind.LABEL)
                .setLabel(label)
                .setAnnotator(annotator)
                .setEventTime(Instant.ofEpochSecond(seconds))
                .build();
    }

    static Correction taking(String annotator, int seconds) {
        return Correction.newBuilder(correction(null, annotator, seconds))
                .setKind(CorrectionKind.WITHDRAWAL)
                .build();
    }

    static Example example(String imageId, String label) {
        return new Example(
                TASK,
                imageId,
                label,
                ByteBuffer.wrap(HalfFloats.toBytes(feature(imageId))),
                MODEL,
                0.25f,
                nextId(),
                "ann",
                CorrectionOrigin.AUDIT,
                Instant.ofEpochSecond(10),
                image(imageId),
                null,
                null,
                true,
                false,
                1f,
                1,
                null);
    }

    static LiveCorrection word(String imageId, String annotator, String label, int seconds) {
        return live(imageId, annotator, CorrectionKind.LABEL, label, seconds);
    }

    static LiveCorrection noneOfThese(String imageId, String annotator, int seconds) {
        return live(imageId, annotator, CorrectionKind.NONE_OF_THESE, null, seconds);
    }

    static LiveCorrection withdrawal(String imageId, String annotator, int seconds) {
        return live(imageId, annotator, CorrectionKind.WITHDRAWAL, null, seconds);
    }

    private static LiveCorrection live(
            String imageId, String annotator, CorrectionKind kind, String label, int seconds) {
        boolean withdrawn = kind == CorrectionKind.WITHDRAWAL;
        return new LiveCorrection(
                TASK,
                imageId,
                nextId(),
                kind,
                label,
                annotator,
                CorrectionOrigin.SPONTANEOUS,
                Instant.ofEpochSecond(seconds),
                withdrawn ? null : ByteBuffer.wrap(HalfFloats.toBytes(feature(imageId))),
                withdrawn ? null : MODEL,
                withdrawn ? null : 0.5f,
                withdrawn ? null : image(imageId),
                null,
                null,
                false,
                null);
    }

    private static Coordinates image(String imageId) {
        return new Coordinates("images", 0, (long) Math.abs(imageId.hashCode()), Instant.ofEpochSecond(900));
    }
}
