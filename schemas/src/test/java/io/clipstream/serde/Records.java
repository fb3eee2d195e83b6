package io.clipstream.serde;

import io.clipstream.schemas.AdapterRecord;
import io.clipstream.schemas.AdapterVersion;
import io.clipstream.schemas.ChampionPointer;
import io.clipstream.schemas.Command;
import io.clipstream.schemas.CommandKind;
import io.clipstream.schemas.Coordinates;
import io.clipstream.schemas.Correction;
import io.clipstream.schemas.CorrectionKind;
import io.clipstream.schemas.CorrectionOrigin;
import io.clipstream.schemas.Decision;
import io.clipstream.schemas.Example;
import io.clipstream.schemas.ImageEvent;
import io.clipstream.schemas.ImageReference;
import io.clipstream.schemas.InlineImage;
import io.clipstream.schemas.LabelProbability;
import io.clipstream.schemas.Lineage;
import io.clipstream.schemas.PredictedView;
import io.clipstream.schemas.Prediction;
import io.clipstream.schemas.Promotion;
import io.clipstream.schemas.PromotionOutcome;
import io.clipstream.schemas.ReviewItem;
import io.clipstream.schemas.ReviewReason;
import io.clipstream.schemas.SampledFeature;
import io.clipstream.schemas.ScoringPolicy;
import io.clipstream.schemas.TaskClass;
import io.clipstream.schemas.TaskSpec;
import io.clipstream.schemas.Timings;
import io.clipstream.schemas.ZeroShotView;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;

/** One filled record of every topic, and both branches where a topic carries two kinds. */
final class Records {
    private static final Instant TIME = Instant.ofEpochMilli(1_767_225_600_123L);
    private static final UUID ID = UUID.fromString("0b1f6f0e-8f5e-4a39-9d6e-0f4f6a1f2c3d");
    private static final Coordinates PLACE = new Coordinates("images", 3, 12345678901L, TIME);
    private static final List<LabelProbability> TOP =
            List.of(new LabelProbability("river", 0.75f), new LabelProbability("street", 0.25f));
    private static final ScoringPolicy POLICY = new ScoringPolicy(5, 0.1f, 0.02f, null, 0.01f, null);

    private Records() {}

    static Correction correction() {
        return new Correction(
                ID, "land-use", CorrectionKind.LABEL, "Fluß", CorrectionOrigin.AUDIT, "anna", TIME, PLACE, true);
    }

    static ImageEvent image(byte[] payload) {
        return new ImageEvent(
                "land-use",
                TIME,
                new InlineImage(ByteBuffer.wrap(payload)),
                "image/png",
                null,
                Map.of("camera", "north"));
    }

    static List<SpecificRecord> all() {
        Lineage lineage = new Lineage(
                1L,
                "refit",
                "aa",
                "bb",
                "cc",
                "dd",
                42L,
                2,
                List.of("i1"),
                List.of(),
                TIME,
                17L,
                Map.of("djl", "0.35.1"),
                "cpu",
                1L,
                List.of("i1"),
                4096,
                List.of());
        return List.of(
                image(new byte[] {1, 2, 3}),
                new ImageEvent("land-use", TIME, new ImageReference("s3://b/k", bytes(32)), null, "cam", Map.of()),
                new Prediction(
                        "land-use",
                        7L,
                        "model",
                        TOP,
                        Decision.REVIEW,
                        0.5f,
                        new ZeroShotView("river", 0.1f),
                        bytes(1024),
                        PLACE,
                        TIME,
                        "cam",
                        TIME,
                        new Timings(1L, 2L, 3L, 4L, 32),
                        null,
                        null,
                        null,
                        null,
                        null),
                new ReviewItem(
                        "land-use", ReviewReason.MARGIN, 0.01f, TOP, 7L, PLACE, TIME, null, null, null, List.of()),
                correction(),
                new Example(
                        "land-use",
                        "i1",
                        null,
                        bytes(1024),
                        "model",
                        0.3f,
                        ID,
                        "anna",
                        CorrectionOrigin.REVIEW,
                        TIME,
                        PLACE,
                        null,
                        null,
                        false,
                        true,
                        0.5f,
                        2,
                        new PredictedView(7L, "river", 0.9f, 0.8f, Decision.ACCEPTED, TIME, TIME)),
                new SampledFeature("land-use", "i2", Long.MIN_VALUE, 3L, bytes(1024), "model"),
                new AdapterRecord(new AdapterVersion(
                        "land-use",
                        2L,
                        "clip-adapter",
                        "model",
                        512,
                        List.of("river"),
                        "rev",
                        100f,
                        bytes(4096),
                        bytes(32),
                        lineage,
                        null,
                        null,
                        1f,
                        null)),
                new AdapterRecord(new ChampionPointer("land-use", 2L, "model", TIME, "gate:same-method", POLICY, null)),
                new Promotion(
                        "land-use",
                        2L,
                        null,
                        "clip-adapter",
                        PromotionOutcome.PROMOTED,
                        "gate:same-method",
                        "better",
                        Map.of("examples", 2.0),
                        TIME,
                        ID,
                        List.of(1L)),
                new TaskSpec(
                        "land-use",
                        List.of(new TaskClass("river", List.of("a river"), List.of(), List.of("stream"))),
                        List.of("a photo of {}"),
                        "clip-adapter",
                        List.of(),
                        Map.of(),
                        16,
                        "most-recent",
                        64,
                        512,
                        Map.of("anna", 2.0),
                        POLICY,
                        "anna",
                        TIME),
                new Command(
                        ID,
                        "land-use",
                        CommandKind.ROLLBACK,
                        1L,
                        null,
                        null,
                        null,
                        "anna",
                        "worse",
                        TIME,
                        List.of(),
                        null));
    }

    private static ByteBuffer bytes(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (31 * i + 7);
        }
        return ByteBuffer.wrap(bytes);
    }
}
