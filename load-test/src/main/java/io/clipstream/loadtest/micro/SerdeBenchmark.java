package io.clipstream.loadtest.micro;

import io.clipstream.app.bench.BenchImages;
import io.clipstream.schemas.Coordinates;
import io.clipstream.schemas.Decision;
import io.clipstream.schemas.ImageEvent;
import io.clipstream.schemas.InlineImage;
import io.clipstream.schemas.LabelProbability;
import io.clipstream.schemas.Prediction;
import io.clipstream.schemas.Timings;
import io.clipstream.schemas.ZeroShotView;
import io.clipstream.serde.AvroSerdes;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.common.serialization.Serde;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Avro in Confluent's wire format, as the topics carry it; the registry is in memory, and everything cached. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class SerdeBenchmark {
    private static final Map<String, ?> CONFIG = Map.of("schema.registry.url", "mock://micro");
    private static final String TOPIC = "records";
    private static final int FEATURE_BYTES = 1024;
    private static final int TOP = 5;

    private Serde<Prediction> predictions;
    private Serde<ImageEvent> images;
    private Prediction prediction;
    private byte[] predictionBytes;
    private byte[] imageBytes;

    /** Makes one record of each kind. */
    @Setup
    public void make() {
        predictions = AvroSerdes.forRecord(Prediction.class, CONFIG);
        images = AvroSerdes.forRecord(ImageEvent.class, CONFIG);
        Instant now = Instant.ofEpochMilli(1_700_000_000_000L);
        List<LabelProbability> top = IntStream.range(0, TOP)
                .mapToObj(i -> new LabelProbability("class-" + i, 1f / (2 << i)))
                .toList();
        prediction = Prediction.newBuilder()
                .setTask("task")
                .setAdapterVersion(1)
                .setModelId(Drawn.MODEL)
                .setTop(top)
                .setDecision(Decision.ACCEPTED)
                .setMargin(0.25f)
                .setZeroShot(new ZeroShotView("class-0", 0.1f))
                .setFeature(ByteBuffer.allocate(FEATURE_BYTES))
                .setImage(new Coordinates("images", 3, 4_711L, now))
                .setEventTime(now)
                .setPredictedAt(now)
                .setTimings(new Timings(100L, 2_000L, 300L, 40_000L, 32))
                .build();
        ImageEvent image = ImageEvent.newBuilder()
                .setTask("task")
                .setEventTime(now)
                .setContent(new InlineImage(
                        ByteBuffer.wrap(BenchImages.drawn().files().get(0))))
                .build();
        predictionBytes = predictions.serializer().serialize(TOPIC + "-predictions", prediction);
        imageBytes = images.serializer().serialize(TOPIC + "-images", image);
    }

    /** What the scorer writes. */
    @Benchmark
    public byte[] writePrediction() {
        return predictions.serializer().serialize(TOPIC + "-predictions", prediction);
    }

    /** What collect reads. */
    @Benchmark
    public Prediction readPrediction() {
        return predictions.deserializer().deserialize(TOPIC + "-predictions", predictionBytes);
    }

    /** What the scorer reads: an event with a photograph of 65 kB inside. */
    @Benchmark
    public ImageEvent readImage() {
        return images.deserializer().deserialize(TOPIC + "-images", imageBytes);
    }
}
