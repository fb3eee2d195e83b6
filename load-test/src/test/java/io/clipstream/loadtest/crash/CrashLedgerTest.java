package io.clipstream.loadtest.crash;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CrashLedgerTest {
    private final CrashLedger ledger = new CrashLedger(1_000);

    @Test
    void countsWhatTheBrokersTookAndNobodyAnsweredAsLost() {
        // Given three images that the brokers took
        ledger.sent(1);
        ledger.sent(2);
        ledger.sent(3);

        // When one is predicted and one becomes a dead letter
        predicted(1, 0, 0, 10, true);
        ledger.letter(3, 0, 11, 0, true);

        // Then the other one is lost
        assertThat(ledger.lost()).isEqualTo(1);
        assertThat(ledger.firstLost(5)).containsExactly(2);
    }

    @Test
    void doesNotMissAnImageWhoseAnswerComesBeforeTheBrokersWord() {
        // Given a prediction that is read before the producer hears that its image was taken
        predicted(1, 0, 0, 10, true);

        // When the word comes
        ledger.sent(1);

        // Then nothing is lost
        assertThat(ledger.lost()).isZero();
        assertThat(ledger.answered()).isEqualTo(1);
    }

    @Test
    void judgesRepetitionByThePlaceOfTheImage() {
        // Given an image that its producer put into the topic twice
        predicted(1, 0, 0, 10, true);
        predicted(1, 0, 0, 11, true);
        assertThat(ledger.duplicated()).isZero();

        // When the second one is predicted again, and its dead letter comes too
        predicted(1, 0, 0, 11, true);
        ledger.letter(1, 0, 11, 0, true);

        // Then the scorers are to blame twice
        assertThat(ledger.duplicated()).isEqualTo(2);
        assertThat(ledger.received()).isEqualTo(3);
        assertThat(ledger.letters()).isEqualTo(1);
    }

    @Test
    void countsAnAnswerBeforeAnEarlierImagesOfTheSamePartitionsAsDisordered() {
        // Given predictions of two source partitions in two output partitions, each in order
        predicted(1, 0, 0, 10, true);
        predicted(2, 0, 1, 5, true);
        predicted(3, 1, 0, 9, true);
        predicted(4, 0, 0, 12, true);
        assertThat(ledger.disordered()).isZero();

        // When one comes after its successor
        predicted(5, 0, 0, 11, true);

        // Then that is counted
        assertThat(ledger.disordered()).isEqualTo(1);
    }

    @Test
    void countsWhatSaysSomethingElseThanItMustAsWrong() {
        // When a prediction names another class, and a good image becomes a dead letter
        predicted(1, 0, 0, 10, false);
        ledger.letter(2, 0, 11, 0, false);

        // Then both are wrong
        assertThat(ledger.wrong()).isEqualTo(2);
    }

    private void predicted(int number, int output, int partition, long offset, boolean right) {
        ledger.predicted(new CrashLedger.Read(number, output, 0, partition, offset, 1, right, true));
    }
}
