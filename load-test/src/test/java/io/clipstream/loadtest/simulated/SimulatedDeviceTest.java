package io.clipstream.loadtest.simulated;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class SimulatedDeviceTest {
    private static final long BATCH = Duration.ofMillis(3).toNanos();

    private final SimulatedDevice device = new SimulatedDevice(Duration.ofMillis(3));

    @Test
    void beginsABatchAtOnceWhenItIsFree() {
        // When, then
        assertThat(device.queue(32, 1_000)).isEqualTo(1_000 + BATCH);
        assertThat(device.queue(32, 1_000 + 2 * BATCH)).isEqualTo(1_000 + 3 * BATCH);
    }

    @Test
    void beginsABatchWhenTheOneBeforeEnds() {
        // Given
        device.queue(32, 1_000);

        // When, then
        assertThat(device.queue(1, 2_000)).isEqualTo(1_000 + 2 * BATCH);
    }

    @Test
    void beginsABatchAtOnceThoughTheClockIsNegative() {
        // When, then
        assertThat(device.queue(32, -5_000)).isEqualTo(-5_000 + BATCH);
        assertThat(device.queue(32, -4_000)).isEqualTo(-5_000 + 2 * BATCH);
    }

    @Test
    void countsWhatItWasGiven() {
        // When
        device.queue(32, 0);
        device.queue(8, BATCH * 10);

        // Then
        assertThat(device.work()).isEqualTo(new SimulatedDevice.Work(2, 40, 2 * BATCH));
    }
}
