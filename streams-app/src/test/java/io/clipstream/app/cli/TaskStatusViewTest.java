package io.clipstream.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.adapter.AdapterArtifact;
import io.clipstream.adapter.DriftWatch;
import io.clipstream.adapter.HalfFloats;
import io.clipstream.adapter.JudgedRow;
import io.clipstream.adapter.ReliabilityFigures;
import io.clipstream.adapter.SelfKnowledge;
import io.clipstream.adapter.StreamSketch;
import io.clipstream.adapter.Tensor;
import io.clipstream.adapter.UnlabelledSample;
import io.clipstream.app.client.RecentPredictions;
import io.clipstream.schemas.AdapterVersion;
import io.clipstream.schemas.ChampionPointer;
import io.clipstream.schemas.Coordinates;
import io.clipstream.schemas.Decision;
import io.clipstream.schemas.LabelProbability;
import io.clipstream.schemas.Lineage;
import io.clipstream.schemas.Prediction;
import io.clipstream.schemas.ReviewReason;
import io.clipstream.schemas.ScoringPolicy;
import io.clipstream.schemas.Timings;
import io.clipstream.serde.AvroSerdes;
import io.clipstream.topology.AdapterRecords;
import io.clipstream.topology.KnowledgeRecords;
import io.clipstream.topology.Topic;
import io.clipstream.topology.TopicSizes;
import io.clipstream.topology.Topics;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.Serde;
import org.junit.jupiter.api.Test;

class TaskStatusViewTest {
    private static final DriftWatch.Limits LIMITS = new DriftWatch.Limits(64, 0.2, 0.05);

    private final Topic<Prediction> topic = Topics.of("", new TopicSizes(1, 1, 1 << 20), new Topics.SerdeFactory() {
                @Override
                public <T extends SpecificRecord> Serde<T> of(Class<T> type) {
                    return AvroSerdes.forRecord(type, Map.of("schema.registry.url", "mock://task-status"));
                }
            })
            .predictions();

    private final RecentPredictions recent = new RecentPredictions("pets", topic);
    private final Random random = new Random(3);

    @Test
    void saysNotEnoughWhereThereIsLittle() {
        // Given 49 audit labels, no predictions, and a target
        TaskStatusView view = view(49, 0, 0.98f);
        // Then no figure is told
        assertThat(String.join("\n", view.lines()))
                .contains("accuracy     not enough: 49 of 50 audit labels")
                .contains("calibration  not enough")
                .contains("target 98.0 %: nothing, not enough audit labels: 49")
                .contains("novelty      not enough examples")
                .contains("reviewed     no predictions of late")
                .contains("drift        not enough: fewer than 64 predictions of late")
                .doesNotContain("class ");
        assertThat(view.values()).containsEntry("enough", false).containsEntry("auditLabels", 49);
        assertThat(view.values().get("accuracy")).isNull();
        assertThat(Json.line(view.values())).contains("\"driftDistance\":null");
    }

    @Test
    void tellsFiguresWithTheirIntervalsCountsAndRates() {
        // Given 400 audit labels, the last class always taken for the first, and 100 predictions
        for (int i = 0; i < 100; i++) {
            Decision decision = i < 90 ? Decision.ACCEPTED : i < 94 ? Decision.ABSTAINED : Decision.REVIEW;
            predict(decision, i < 90 ? null : i < 97 ? ReviewReason.MARGIN : ReviewReason.AUDIT);
        }
        // When
        TaskStatusView view = view(400, 8, 0.9f);
        // Then
        assertThat(String.join("\n", view.lines()))
                .contains("accuracy     98.0 % (95 %: 96.1 to 99.1) of 400 audit labels")
                .contains("target 90.0 %: from a probability of 0.", "100 % of 400 audit labels are accepted")
                .contains(
                        "of the last 100 predictions 90.0 % accepted, 4.0 % abstained from, 3.0 % to review by margin,"
                                + " 3.0 % to review by audit")
                .contains("drift        distance 0.", "(alarm above 0.20)", "% right")
                .contains("class        cat: 196 audit labels, 196 right, 8 wrongly predicted")
                .contains("class        dog: 204 audit labels, 196 right, 0 wrongly predicted");
        assertThat(view.values())
                .containsEntry("confusion", Map.of("cat as cat", 196, "dog as dog", 196, "dog as cat", 8));
        assertThat(view.values()).containsEntry("acceptedPredictions", 90L).containsEntry("driftAlarm", false);
    }

    private TaskStatusView view(int labels, int wrong, Float target) {
        List<JudgedRow> rows = new ArrayList<>();
        for (int i = 0; i < labels; i++) {
            int label = i < wrong ? 1 : i % 2;
            rows.add(new JudgedRow(label, i < wrong ? 0 : label, 0.6 + 0.4 * i / labels, 1));
        }
        ReliabilityFigures figures = ReliabilityFigures.of(rows);
        List<UnlabelledSample.Row> sample = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            sample.add(new UnlabelledSample.Row("s" + i, feature()));
        }
        StreamSketch stream = StreamSketch.of(new UnlabelledSample(sample), 8, figures, StreamSketch.sureFrom(rows));
        SelfKnowledge knowledge =
                new SelfKnowledge(1.1, figures, true, Optional.empty(), Double.NaN, Optional.of(stream));
        AdapterVersion version = KnowledgeRecords.with(version(), knowledge);
        ScoringPolicy policy =
                ScoringPolicy.newBuilder().setTargetPrecision(target).build();
        ChampionPointer pointer = ChampionPointer.newBuilder()
                .setTask("pets")
                .setVersion(7)
                .setModelId("model")
                .setSince(Instant.EPOCH)
                .setBy("gate:same-method")
                .setPolicy(policy)
                .setLimits(KnowledgeRecords.limits(policy, version.getReliability()))
                .build();
        assertThat(stream.sureFrom()).isEqualTo(labels < 50 ? OptionalDouble.empty() : stream.sureFrom());
        return new TaskStatusView(version, pointer, recent, LIMITS);
    }

    private static AdapterVersion version() {
        AdapterArtifact artifact = new AdapterArtifact(
                "zero-shot",
                "model",
                8,
                List.of("cat", "dog"),
                "revision",
                10f,
                Map.of("text", Tensor.ofRows(new float[][] {{1, 0, 0, 0, 0, 0, 0, 0}, {0, 1, 0, 0, 0, 0, 0, 0}})));
        Lineage lineage = Lineage.newBuilder()
                .setParent(null)
                .setTrigger("refit")
                .setBufferDigest("")
                .setSampleDigest("")
                .setTaskDigest("")
                .setConfigDigest("")
                .setSeed(0)
                .setExamples(0)
                .setAdded(List.of())
                .setRemoved(List.of())
                .setTrainedAt(Instant.EPOCH)
                .setTrainMillis(1)
                .setLibraries(Map.of())
                .setDevice("cpu")
                .build();
        return AdapterRecords.version("pets", 7, artifact, lineage);
    }

    private void predict(Decision decision, ReviewReason reason) {
        Prediction prediction = Prediction.newBuilder()
                .setTask("pets")
                .setAdapterVersion(7)
                .setModelId("model")
                .setTop(List.of(new LabelProbability("cat", 0.97f)))
                .setDecision(decision)
                .setMargin(0.5f)
                .setFeature(ByteBuffer.wrap(HalfFloats.toBytes(feature())))
                .setImage(new Coordinates("images", 0, 0L, Instant.EPOCH))
                .setEventTime(Instant.EPOCH)
                .setPredictedAt(Instant.EPOCH)
                .setTimings(new Timings(0L, 0L, 0L, 0L, 1))
                .setReviewReason(reason)
                .build();
        byte[] value = topic.values().serializer().serialize(topic.name(), prediction);
        recent.add(new ConsumerRecord<>(topic.name(), 0, 0, new byte[] {1}, value));
    }

    private float[] feature() {
        float[] x = new float[8];
        double square = 0;
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) random.nextGaussian();
            square += (double) x[i] * x[i];
        }
        for (int i = 0; i < x.length; i++) {
            x[i] /= (float) Math.sqrt(square);
        }
        return x;
    }
}
