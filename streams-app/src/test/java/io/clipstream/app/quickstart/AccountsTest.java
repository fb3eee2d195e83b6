package io.clipstream.app.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AccountsTest {
    private final TruthBook book = new TruthBook();
    private final Accounts accounts = new Accounts(book);

    @Test
    void leavesAnImageOpenUntilItsPredictionIsThere() {
        // Given two images of this run in their topic
        book.enter("a", "forest", 0);
        book.enter("b", "river", 0);
        accounts.image("a");
        accounts.image("b");

        // When one is predicted
        assertThat(accounts.prediction("a")).isTrue();

        // Then the other is open, and would be lost
        assertThat(accounts.open(false)).isEqualTo(1);
        assertThat(accounts.predicted()).isEqualTo(1);
        assertThat(accounts.duplicated()).isZero();
    }

    @Test
    void countsEveryPredictionBeyondTheFirst() {
        book.enter("a", "forest", 0);
        accounts.image("a");

        assertThat(accounts.prediction("a")).isTrue();
        assertThat(accounts.prediction("a")).isFalse();
        assertThat(accounts.prediction("a")).isFalse();

        assertThat(accounts.duplicated()).isEqualTo(2);
        assertThat(accounts.predicted()).isEqualTo(1);
    }

    @Test
    void settlesAnImageThatBecameADeadLetter() {
        book.enter("a", "forest", 0);
        accounts.image("a");

        accounts.deadLetter("a");

        assertThat(accounts.open(false)).isZero();
        assertThat(accounts.refused()).isEqualTo(1);
    }

    @Test
    void tellsImagesOfEarlierRunsFromThoseOfThisOne() {
        // Given an image that a killed run left without prediction, one that it finished, and one of this run
        accounts.image("killed");
        accounts.image("finished");
        accounts.prediction("finished");
        book.enter("mine", "forest", 0);
        accounts.image("mine");

        // Then both runs have one open image
        assertThat(accounts.earlier()).isEqualTo(2);
        assertThat(accounts.open(true)).isEqualTo(1);
        assertThat(accounts.open(false)).isEqualTo(1);

        // When the earlier one is predicted after the restart
        accounts.prediction("killed");

        // Then nothing of it is lost, and it does not count for this run
        assertThat(accounts.open(true)).isZero();
        assertThat(accounts.predicted()).isZero();
    }

    @Test
    void acceptsAPredictionThatIsSeenBeforeItsImage() {
        book.enter("a", "forest", 0);
        accounts.prediction("a");
        accounts.image("a");

        assertThat(accounts.open(false)).isZero();
        assertThat(accounts.duplicated()).isZero();
    }
}
