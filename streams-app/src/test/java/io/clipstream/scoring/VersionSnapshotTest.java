package io.clipstream.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class VersionSnapshotTest {
    private static final int TASKS = 2_000;

    @Test
    void findsEachOfManyTasks() {
        // Given, when
        VersionSnapshot snapshot = VersionSnapshot.empty();
        for (int i = 0; i < TASKS; i++) {
            snapshot = snapshot.with(SimulatedVersions.live("task" + i, i + 1, i));
        }

        // Then
        assertThat(snapshot.live()).hasSize(TASKS);
        for (int i = 0; i < TASKS; i++) {
            assertThat(snapshot.of("task" + i).version()).isEqualTo(i + 1);
        }
        assertThat(snapshot.of("another")).isNull();
    }

    @Test
    void staysAsItWasWhenALaterOneIsMade() {
        // Given
        VersionSnapshot before = VersionSnapshot.empty().with(SimulatedVersions.live("tiles", 1, 1));

        // When
        VersionSnapshot next = before.with(SimulatedVersions.live("tiles", 2, 2));
        VersionSnapshot last = next.without("tiles");

        // Then
        assertThat(before.of("tiles").version()).isEqualTo(1);
        assertThat(next.of("tiles").version()).isEqualTo(2);
        assertThat(last.of("tiles")).isNull();
        assertThat(last.live()).isEmpty();
    }
}
