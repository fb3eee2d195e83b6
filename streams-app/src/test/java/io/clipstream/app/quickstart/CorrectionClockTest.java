package io.clipstream.app.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.schemas.AdapterVersion;
import io.clipstream.schemas.Lineage;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CorrectionClockTest {
    private static final long MS = 1_000_000;

    private final CorrectionClock clock = new CorrectionClock();

    @Test
    void measuresToTheFirstPredictionOfTheVersionThatLearntIt() {
        // Given a correction at 100 ms and a version that has it
        clock.corrected("a", 100 * MS);
        clock.version(version(2, 1L, "a"));

        // When that version predicts at 350 ms, and again later
        clock.predicted(2, 350 * MS);
        clock.predicted(2, 900 * MS);

        // Then it took 250 ms
        assertThat(clock.live()).isEqualTo(1);
        assertThat(clock.percentile(99)).isEqualTo(250);
    }

    @Test
    void findsWhatAnUnusedAncestorHadLearnt() {
        // Given version 2 that was replaced by version 3 before it predicted anything
        clock.corrected("a", 0);
        clock.corrected("b", 50 * MS);
        clock.version(version(2, 1L, "a"));
        clock.version(version(3, 2L, "b"));

        // When version 3 predicts
        clock.predicted(3, 200 * MS);

        // Then both corrections are live
        assertThat(clock.live()).isEqualTo(2);
        assertThat(clock.percentile(100)).isEqualTo(200);
    }

    @Test
    void doesNotCountWhatARefusedVersionHadLearnt() {
        // Given version 2 that was refused, and version 3 on top of version 1
        clock.corrected("a", 0);
        clock.version(version(2, 1L, "a"));
        clock.version(version(3, 1L));

        clock.predicted(3, 200 * MS);

        assertThat(clock.live()).isZero();
        assertThat(clock.percentile(50)).isZero();
    }

    @Test
    void waitsForTheRecordOfAVersionThatIsSeenAtWorkFirst() {
        clock.corrected("a", 0);
        clock.predicted(2, 120 * MS);
        assertThat(clock.live()).isZero();

        clock.version(version(2, 1L, "a"));

        assertThat(clock.percentile(50)).isEqualTo(120);
    }

    private static AdapterVersion version(long number, Long parent, String... added) {
        Lineage lineage = Lineage.newBuilder()
                .setParent(parent)
                .setTrigger("refit")
                .setBufferDigest("")
                .setSampleDigest("")
                .setTaskDigest("")
                .setConfigDigest("")
                .setSeed(0)
                .setExamples(added.length)
                .setAdded(List.of(added))
                .setRemoved(List.of())
                .setTrainedAt(Instant.EPOCH)
                .setTrainMillis(0)
                .setLibraries(Map.of())
                .setDevice("cpu")
                .build();
        return AdapterVersion.newBuilder()
                .setTask("t")
                .setVersion(number)
                .setMethod("residual-least-squares")
                .setModelId("m")
                .setDimension(1)
                .setLabels(List.of("x"))
                .setClassListRevision("r")
                .setLogitScale(1)
                .setTensors(ByteBuffer.allocate(0))
                .setTensorsSha256(ByteBuffer.allocate(32))
                .setLineage(lineage)
                .build();
    }
}
