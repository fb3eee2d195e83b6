package io.clipstream.app.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.topology.Reason;
import io.clipstream.topology.Stage;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LetterMetersTest {
    @Test
    void countsByStageAndReason() {
        try (Metrics metrics = new Metrics()) {
            // Given
            LetterMeters letters = new LetterMeters(metrics);
            // When
            letters.refused(Stage.SCORE, Reason.UNKNOWN_TASK);
            letters.refused(Stage.SCORE, Reason.UNKNOWN_TASK);
            letters.refused(Stage.RETRAIN, Reason.INVALID_FIELD);
            // Then
            assertThat(letters.counts()).isEqualTo(Map.of("UNKNOWN_TASK", 2L, "INVALID_FIELD", 1L));
            assertThat(metrics.scrape())
                    .contains("clipstream_dead_letters_records_total{reason=\"UNKNOWN_TASK\",stage=\"SCORE\"} 2.0")
                    .contains("clipstream_dead_letters_records_total{reason=\"INVALID_FIELD\",stage=\"RETRAIN\"} 1.0");
        }
    }
}
