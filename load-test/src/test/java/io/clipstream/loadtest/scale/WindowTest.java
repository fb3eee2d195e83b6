package io.clipstream.loadtest.scale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WindowTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long MEGABYTE = 1024 * 1024;

    @Test
    void countsWhatHappenedBetweenTheLooks() {
        // Given
        Look before = new Look(5 * SECOND, true, 1_000, 100, SECOND, SECOND, SECOND, 0, 0, 0);
        Look after = new Look(7 * SECOND, true, 17_000, 600, 2 * SECOND, 3 * SECOND, 4 * SECOND, 300 * MEGABYTE, 0, 0);

        // When
        Map<Measure, Double> values = new Window(List.of(before), List.of(after), 2).values();

        // Then
        assertThat(values)
                .containsEntry(Measure.IMAGES_PER_SECOND, 8_000.0)
                .containsEntry(Measure.DEVICE_BUSY, 0.5)
                .containsEntry(Measure.ENGINE_BUSY, 0.5)
                .containsEntry(Measure.BATCH, 32.0)
                .containsEntry(Measure.CPU_MICROS, 187.5)
                .containsEntry(Measure.RESIDENT, 300.0);
    }

    @Test
    void sumsTheThroughputOfAllScorersAndAveragesTheirLoad() {
        // Given
        Look zero = new Look(0, true, 0, 0, 0, 0, 0, 0, 0, 0);
        Look quick = new Look(SECOND, true, 3_000, 100, SECOND, 0, SECOND, 100 * MEGABYTE, 0, 0);
        Look slow = new Look(SECOND, true, 1_000, 100, 0, 0, SECOND, 200 * MEGABYTE, 0, 0);

        // When
        Map<Measure, Double> values = new Window(List.of(zero, zero), List.of(quick, slow), 1).values();

        // Then
        assertThat(values.get(Measure.IMAGES_PER_SECOND)).isCloseTo(4_000, within(1e-6));
        assertThat(values.get(Measure.DEVICE_BUSY)).isCloseTo(0.5, within(1e-9));
        assertThat(values.get(Measure.CPU_MICROS)).isCloseTo(500, within(1e-9));
        assertThat(values.get(Measure.RESIDENT)).isCloseTo(150, within(1e-9));
    }

    @Test
    void readsALookAsItWasWritten() {
        // Given
        Look look = new Look(-7, true, 1, 2, 3, 4, 5, 6, 7, 8);

        // When, then
        assertThat(Look.of(look.line())).isEqualTo(look);
    }
}
