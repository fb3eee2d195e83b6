package io.clipstream.loadtest.crash;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class VersionLedgerTest {
    private final VersionLedger ledger = new VersionLedger();

    @Test
    void acceptsARollbackThatAPointerExplains() {
        // Given two versions, and a pointer back to the first
        publish(10, 1);
        publish(12, 2);
        ledger.pointed(14, 1);

        // When a partition's images are answered by the first, the second and the first again
        ledger.used(0, 100, 1);
        ledger.used(0, 101, 2);
        ledger.used(0, 102, 1);

        // Then that is as it should be
        assertThat(ledger.stale()).isZero();
        assertThat(ledger.unpublished()).isZero();
    }

    @Test
    void countsWhatGoesBackBehindAPointerAsStale() {
        // Given two versions, and no way back
        publish(10, 1);
        publish(12, 2);

        // When one partition goes back to the first, and another has never gone on
        ledger.used(0, 100, 2);
        ledger.used(0, 101, 1);
        ledger.used(0, 102, 2);
        ledger.used(1, 103, 1);

        // Then the one is counted
        assertThat(ledger.stale()).isEqualTo(1);
    }

    @Test
    void looksAtThePlacesOfTheImagesNotAtTheOrderInWhichAnswersWereRead() {
        publish(10, 1);
        publish(12, 2);

        // When the answer to the later image is read first
        ledger.used(0, 101, 2);
        ledger.used(0, 100, 1);

        // Then nothing is wrong
        assertThat(ledger.stale()).isZero();
    }

    @Test
    void countsVersionsThatWereNeverPublished() {
        // Given a version without a pointer, and a pointer without a version
        publish(10, 1);
        ledger.published(2);
        ledger.pointed(14, 3);

        // When all are used, and one that nobody ever heard of
        for (long version = 1; version <= 4; version++) {
            ledger.used(0, 100 + version, version);
        }

        // Then only the whole one was right
        assertThat(ledger.unpublished()).isEqualTo(3);
    }

    private void publish(long pointerOffset, long version) {
        ledger.published(version);
        ledger.pointed(pointerOffset, version);
    }
}
