package io.clipstream.loadtest.run.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.clipstream.loadtest.run.schedule.Schedule;
import io.clipstream.loadtest.run.traffic.Item;
import io.clipstream.loadtest.run.traffic.Kind;
import io.clipstream.loadtest.run.traffic.Traffic;
import io.clipstream.loadtest.run.traffic.Zipf;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What a run's account says of late, missing, repeated and broken records. */
class LedgerTest {
    private static final long MS = 1_000_000;
    private static final long START = 5_000 * MS;

    /** Ten records a second. */
    private static final Schedule SCHEDULE = new Schedule() {
        @Override
        public long count() {
            return 1_000;
        }

        @Override
        public long offsetNanos(long index) {
            return index * 100 * MS;
        }
    };

    private final Traffic traffic = new Traffic(1, new Zipf(1, 1), 1, 0.1, 0.2);
    private final Latencies latencies = new Latencies(150 * MS);
    private final Ledger ledger = new Ledger(SCHEDULE, traffic, START, latencies);

    @Test
    void countsLatencyFromTheMomentARecordWasDue() {
        // Given an image that is due after the warm-up, and sent late
        long index = first(Kind.IMAGE, 2);
        send(index, SCHEDULE.offsetNanos(index) + 200 * MS);

        // When its prediction is read 250 ms after it was due
        ledger.predicted(0, index, START + SCHEDULE.offsetNanos(index) + 250 * MS);

        // Then its latency is 250 ms, and the generator's own lateness is told too
        assertThat(Latencies.millis(latencies.all(), 50)).isCloseTo(250, within(1.0));
        assertThat(Latencies.millis(latencies.sending(), 50)).isCloseTo(200, within(1.0));
    }

    @Test
    void leavesTheWarmUpOutOfLatencyButNotOutOfTheAccount() {
        // Given images before and after its end
        long early = first(Kind.IMAGE, 0);
        long late = first(Kind.IMAGE, 2);
        assertThat(SCHEDULE.offsetNanos(early)).isLessThan(150 * MS);
        send(early, 0);
        send(late, SCHEDULE.offsetNanos(late));

        // When the first is very late and the second is not
        ledger.predicted(0, late, START + SCHEDULE.offsetNanos(late) + 10 * MS);
        ledger.predicted(0, early, START + 9_000 * MS);

        // Then only the second is measured, and both are predicted
        assertThat(latencies.all().getMaxValue() / 1e3).isCloseTo(10, within(0.1));
        assertThat(ledger.account().predicted()).isEqualTo(2);
        assertThat(ledger.isComplete()).isTrue();
    }

    @Test
    void countsWhatTheBrokersTookAndNobodyAnsweredAsLostAndASecondAnswerAsDuplicated() {
        // Given four records, of which the brokers refuse one
        long[] images = LongStream.range(0, SCHEDULE.count())
                .filter(i -> traffic.item(i).kind() == Kind.IMAGE)
                .limit(4)
                .toArray();
        for (int i = 0; i < 3; i++) {
            send(images[i], 0);
        }
        ledger.sending(images[3], traffic.item(images[3]), START);
        ledger.refused(images[3], new IllegalStateException());

        // When one is answered twice, once by a dead letter, and another once
        ledger.predicted(0, images[0], START);
        ledger.letter(0, images[0], "UNREADABLE_IMAGE", START);
        ledger.predicted(0, images[2], START);

        // Then one is lost, one duplicated, one refused
        Ledger.Account account = ledger.account();
        assertThat(account.lost()).isEqualTo(1);
        assertThat(account.duplicated()).isEqualTo(1);
        assertThat(account.refused()).isEqualTo(1);
        assertThat(account.unexpected()).isZero();
        assertThat(ledger.isComplete()).isFalse();
    }

    @Test
    void takesARecordThatIsSentTwiceForTwo() {
        // Given an image and its duplicate, in places of their own
        long duplicate = first(Kind.DUPLICATE, 0);
        long original = traffic.item(duplicate).index();
        send(original, 0);
        send(duplicate, 0);

        // When both are predicted
        ledger.predicted(0, original, START);
        ledger.predicted(0, duplicate, START);

        // Then nothing is duplicated; but where one is answered twice and the other never, both are told
        assertThat(ledger.account().duplicated()).isZero();
        assertThat(ledger.account().sent(Kind.DUPLICATE)).isEqualTo(1);
        assertThat(ledger.isComplete()).isTrue();

        Ledger other = new Ledger(SCHEDULE, traffic, START, new Latencies(0));
        other.sending(original, traffic.item(original), START);
        other.taken(original, 0, 10);
        other.sending(duplicate, traffic.item(duplicate), START);
        other.taken(duplicate, 0, 11);
        other.predicted(0, 11, START);
        other.predicted(0, 11, START);
        assertThat(other.account().duplicated()).isEqualTo(1);
        assertThat(other.account().lost()).isEqualTo(1);
    }

    @Test
    void wantsGarbageToEndAsADeadLetterWithItsReason() {
        // Given one of each kind
        long payload = first(Kind.UNDECODABLE, 0);
        long avro = first(Kind.BROKEN_AVRO, 0);
        long image = first(Kind.IMAGE, 0);
        send(payload, 0);
        send(avro, 0);
        send(image, 0);

        // When they end as they must
        ledger.letter(0, payload, "UNREADABLE_IMAGE", START);
        ledger.letter(0, avro, "UNDECODABLE", START);
        ledger.predicted(0, image, START);

        // Then all is accounted for
        Ledger.Account account = ledger.account();
        assertThat(account.unexpected()).isZero();
        assertThat(account.lost()).isZero();
        assertThat(account.letters()).containsEntry("UNREADABLE_IMAGE", 1L).containsEntry("UNDECODABLE", 1L);
    }

    @Test
    void countsAnotherEndThanTheOneThatIsDueAsUnexpected() {
        // Given one of each kind
        long payload = first(Kind.UNDECODABLE, 0);
        long avro = first(Kind.BROKEN_AVRO, 0);
        long image = first(Kind.IMAGE, 0);
        send(payload, 0);
        send(avro, 0);
        send(image, 0);

        // When garbage is predicted or refused for another reason, and an image becomes a dead letter
        ledger.predicted(0, payload, START);
        ledger.letter(0, avro, "UNKNOWN_TASK", START);
        ledger.letter(0, image, "UNREADABLE_IMAGE", START);

        // Then none is lost, and none is as it should be
        assertThat(ledger.account().lost()).isZero();
        assertThat(ledger.account().unexpected()).isEqualTo(3);
    }

    @Test
    void doesNotMissAnAnswerThatComesBeforeTheBrokersWord() {
        // Given an image on its way
        long image = first(Kind.IMAGE, 0);
        ledger.sending(image, traffic.item(image), START);

        // When its prediction is read before the producer hears where it is, and again afterwards
        ledger.predicted(2, 77, START);
        ledger.taken(image, 2, 77);
        ledger.predicted(2, 77, START);

        // Then it is predicted, and once too often
        assertThat(ledger.isComplete()).isTrue();
        assertThat(ledger.account().predicted()).isEqualTo(1);
        assertThat(ledger.account().duplicated()).isEqualTo(1);
    }

    private long first(Kind kind, long from) {
        return LongStream.range(from, SCHEDULE.count())
                .filter(i -> traffic.item(i).kind() == kind)
                .findFirst()
                .orElseThrow();
    }

    /** Into partition 0, at the offset of its index. */
    private void send(long index, long afterStart) {
        Item item = traffic.item(index);
        ledger.sending(index, item, START + afterStart);
        ledger.taken(index, 0, index);
    }
}
