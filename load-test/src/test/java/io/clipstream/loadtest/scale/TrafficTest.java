package io.clipstream.loadtest.scale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class TrafficTest {
    @Test
    void givesTheNthTaskAnNthOfTheFirstOnesShare() {
        // Given
        Traffic traffic = new Traffic(10, 3);
        int[] seen = new int[10];

        // When
        for (int i = 0; i < 200_000; i++) {
            seen[traffic.next()]++;
        }

        // Then
        assertThat((double) seen[1] / seen[0]).isCloseTo(0.5, within(0.02));
        assertThat((double) seen[9] / seen[0]).isCloseTo(0.1, within(0.01));
    }

    @Test
    void sendsEverythingToTheOnlyTask() {
        // When, then
        assertThat(new Traffic(1, 1).next()).isZero();
    }
}
