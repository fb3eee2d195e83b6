package io.clipstream.loadtest.crash;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DuplicateWindowTest {
    private static final long WINDOW = 1_000;
    private final DuplicateWindow window = new DuplicateWindow(WINDOW);
    private final Disturbances disturbances = new Disturbances();

    @Test
    void allowsWhatTheLastOwnerHadNotCommitted() {
        // Given an owner that answers ten images, one every 200 ms
        answer(0, 10, 0, 200);

        // When another repeats the last five a minute later
        answer(5, 10, 60_000, 200);

        // Then they were written within a window before the first owner's end
        assertThat(window.outside(disturbances)).isZero();
    }

    @Test
    void countsWhatMustHaveBeenCommittedLongBefore() {
        // Given an owner that answers for two seconds
        answer(0, 10, 0, 200);

        // When another begins again at the first image
        answer(0, 10, 60_000, 200);

        // Then the four that are more than a window older than the last are outside
        assertThat(window.outside(disturbances)).isEqualTo(4);
    }

    @Test
    void takesNoAccountOfTimeInWhichABrokerWasNotWell() {
        // Given an owner whose commit a frozen broker holds up
        answer(0, 10, 0, 200);
        disturbances.broker(500, 1_700);

        // When another begins again at the first image
        answer(0, 10, 60_000, 200);

        // Then all may be uncommitted
        assertThat(window.outside(disturbances)).isZero();
    }

    @Test
    void allowsAFrozenOwnerToFinishWhatItHeld() {
        // Given an owner that froze, and its heir, who has gone on for long
        disturbances.frozen(10_000, 20_000);
        answer(0, 100, 12_000, 200);

        // When the first one wakes and finishes three images, and much later repeats another
        answer(2, 5, 20_500, 10);
        window.answered(0, 0, 7, 40_000);

        // Then the later one has no excuse
        assertThat(window.outside(disturbances)).isEqualTo(1);
    }

    @Test
    void keepsSourcePartitionsAndOutputPartitionsApart() {
        // When two owners answer the same offsets of different partitions, one after the other
        window.answered(0, 0, 5, 0);
        window.answered(0, 1, 5, 10_000);

        // Then nothing was repeated
        assertThat(window.outside(disturbances)).isZero();
    }

    private void answer(int from, int to, long millis, long step) {
        for (int offset = from; offset < to; offset++) {
            window.answered(0, 0, offset, millis + (offset - from) * step);
        }
    }
}
