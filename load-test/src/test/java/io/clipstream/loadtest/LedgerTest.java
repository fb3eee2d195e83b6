package io.clipstream.loadtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** What a run's account says of late, missing and repeated predictions. */
class LedgerTest {
    private static final long MS = 1_000_000;

    @Test
    void countsLatencyFromTheMomentAnImageWasDue() {
        // Given ten images a second from time zero, the second one due at 100 ms
        Ledger ledger = new Ledger(new Schedule(0, 10), 0);
        ledger.sent();
        ledger.sent();

        // When its prediction is read at 350 ms, however late it was sent
        ledger.received(1, 350 * MS);

        // Then its latency is 250 ms
        assertThat(ledger.result().latencyMsP50()).isCloseTo(250, within(1.0));
    }

    @Test
    void countsAnImageWithoutPredictionAsLostAndASecondPredictionAsDuplicated() {
        // Given three images that the broker took and one that it refused
        Ledger ledger = new Ledger(new Schedule(0, 10), 0);
        for (int i = 0; i < 4; i++) {
            ledger.sent();
        }
        ledger.refused();

        // When one is predicted twice and another once
        ledger.received(0, MS);
        ledger.received(0, 2 * MS);
        ledger.received(2, 3 * MS);

        // Then one is lost, one duplicated, one refused
        LoadResult result = ledger.result();
        assertThat(result.lost()).isEqualTo(1);
        assertThat(result.duplicated()).isEqualTo(1);
        assertThat(result.refused()).isEqualTo(1);
        assertThat(ledger.isComplete()).isFalse();
    }

    @Test
    void leavesTheWarmUpOutOfLatencyButNotOutOfTheAccount() {
        // Given a run whose first image is warm-up
        Ledger ledger = new Ledger(new Schedule(0, 10), 1);
        ledger.sent();
        ledger.sent();

        // When the first is very late and the second is not
        ledger.received(0, 9_000 * MS);
        ledger.received(1, 110 * MS);

        // Then only the second is measured, and both are received
        assertThat(ledger.result().latencyMsMax()).isCloseTo(10, within(0.1));
        assertThat(ledger.result().received()).isEqualTo(2);
        assertThat(ledger.isComplete()).isTrue();
    }

    @Test
    void tellsItsOwnImagesFromThoseOfAnotherRun() {
        // Given the ids of one run
        ImageIds ids = new ImageIds("run7");

        // When ids are read back, then only its own have an index
        assertThat(ids.index(ids.id(42))).isEqualTo(42);
        assertThat(ids.index("run70-42")).isEqualTo(-1);
        assertThat(ids.index("run7-x")).isEqualTo(-1);
        assertThat(ids.index(null)).isEqualTo(-1);
    }

    @Test
    void keepsTheScheduleWhateverTheSystemDoes() {
        // Given 4 images a second
        Schedule schedule = new Schedule(1_000, 4);

        // Then the images are due a quarter of a second apart
        assertThat(schedule.dueNanos(8)).isEqualTo(1_000 + 2_000 * MS);
        assertThat(schedule.images(2.5)).isEqualTo(10);
    }
}
