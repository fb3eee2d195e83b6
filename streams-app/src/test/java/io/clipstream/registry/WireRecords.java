package io.clipstream.registry;

import io.clipstream.schemas.Coordinates;
import io.clipstream.schemas.Correction;
import io.clipstream.schemas.CorrectionKind;
import io.clipstream.schemas.CorrectionOrigin;
import io.clipstream.schemas.Decision;
import io.clipstream.schemas.ImageEvent;
import io.clipstream.schemas.InlineImage;
import io.clipstream.schemas.LabelProbability;
import io.clipstream.schemas.Prediction;
import io.clipstream.schemas.Timings;
import io.clipstream.schemas.ZeroShotView;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;

/** Records that between them use every Avro type and logical type of the schemas. */
final class WireRecords {
    private static final Instant TIME = Instant.ofEpochMilli(1_767_225_600_123L);
    private static final Coordinates PLACE = new Coordinates("images", 3, 12345678901L, TIME);

    private WireRecords() {}

    static Correction correction() {
        UUID id = UUID.fromString("0b1f6f0e-8f5e-4a39-9d6e-0f4f6a1f2c3d");
        return new Correction(
                id, "land-use", CorrectionKind.LABEL, "Fluß", CorrectionOrigin.AUDIT, "anna", TIME, PLACE, false);
    }

    static List<SpecificRecord> all() {
        InlineImage image = new InlineImage(ByteBuffer.wrap(new byte[] {1, -2, 0}));
        List<LabelProbability> top = List.of(new LabelProbability("river", 0.75f), new LabelProbability("rue", 0.25f));
        return List.of(
                correction(),
                new ImageEvent("land-use", TIME, image, "image/png", null, Map.of("camera", "north")),
                new Prediction(
                        "land-use",
                        7L,
                        "model",
                        top,
                        Decision.REVIEW,
                        0.5f,
                        new ZeroShotView("river", 0.1f),
                        ByteBuffer.allocate(1024),
                        PLACE,
                        TIME,
                        "cam",
                        TIME,
                        new Timings(1L, 2L, 3L, 4L, 32),
                        null,
                        null,
                        null,
                        null,
                        null));
    }
}
