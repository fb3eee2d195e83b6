package io.clipstream.app.letters;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.topology.LetterHeaders;
import io.clipstream.topology.Reason;
import io.clipstream.topology.SourcePosition;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

class LetterIndexTest {
    private final ConsumerRecord<byte[], byte[]> first = Letters.letter(0, 17);

    @Test
    void keepsWhatALetterSaysButItsPayload() {
        Letter letter = Letters.index(List.of(first)).letters().get(0);
        assertThat(letter.id()).isEqualTo(new LetterId(0, 0));
        assertThat(letter.stage()).isEqualTo("SCORE");
        assertThat(letter.reason()).isEqualTo("UNKNOWN_TASK");
        assertThat(letter.source()).isEqualTo(new SourcePosition("images", 0, 17, 5_000));
        assertThat(letter.key()).isEqualTo("key-17");
        assertThat(letter.attempts()).isEqualTo(1);
        assertThat(letter.bytes()).isEqualTo(14);
        assertThat(letter.refusedAt()).isEqualTo(10_000);
    }

    @Test
    void tellsOpenFromReplayedFromRefusedAgain() {
        // Given three letters, two of them replayed, one of those refused again
        ConsumerRecord<byte[], byte[]> second = Letters.letter(1, 18);
        ConsumerRecord<byte[], byte[]> third = Letters.letter(2, 19);
        LetterIndex index = Letters.index(List.of(
                first,
                second,
                third,
                Letters.mark(3, first, 40),
                Letters.mark(4, second, 41),
                Letters.again(6, 41, new LetterId(0, 1), 1)));
        // When
        List<Letter> letters = index.letters();
        // Then
        assertThat(letters.stream().map(index::state))
                .containsExactly(LetterState.REPLAYED, LetterState.REFUSED_AGAIN, LetterState.OPEN, LetterState.OPEN);
        assertThat(index.replay(letters.get(1)).orElseThrow().next()).isEqualTo(new LetterId(0, 6));
        assertThat(index.replay(letters.get(0)).orElseThrow().target()).isEqualTo("images/0/40");
        assertThat(letters.get(3).attempts()).isEqualTo(2);
    }

    @Test
    void findsTheNextLetterAlsoWhereItsPartitionIsReadBeforeTheMarks() {
        LetterIndex index =
                Letters.index(List.of(Letters.again(6, 40, new LetterId(0, 0), 1), first, Letters.mark(1, first, 40)));
        assertThat(index.state(index.letters().get(0))).isEqualTo(LetterState.REFUSED_AGAIN);
    }

    @Test
    void countsALetterAsReplayedIfAnotherLetterOfTheSameRecordWas() {
        // Given two letters of one record, as at-least-once or two roles write them
        ConsumerRecord<byte[], byte[]> twin = Letters.letter(1, 17);
        // When one is replayed
        LetterIndex index = Letters.index(List.of(first, twin, Letters.mark(2, first, 40)));
        // Then both are
        assertThat(index.letters().stream().map(index::state)).containsOnly(LetterState.REPLAYED);
    }

    @Test
    void takesARecordOfATopicMadeAnewForAnotherOne() {
        // Given a replayed letter, and a later letter from the same place at another time
        ConsumerRecord<byte[], byte[]> anew = Letters.letter(
                3, new SourcePosition("images", 0, 17, 77_000), Reason.UNKNOWN_TASK, new RecordHeaders());
        LetterIndex index = Letters.index(List.of(first, Letters.mark(1, first, 40), anew));
        assertThat(index.letters().stream().map(index::state)).containsExactly(LetterState.REPLAYED, LetterState.OPEN);
    }

    @Test
    void leavesOutWhatIsNoLetter() {
        // Given records that anybody may have written
        Headers halfAMark = new RecordHeaders().add(LetterHeaders.REPLAYED, Letters.bytes("0/0"));
        Headers halfALetter = new RecordHeaders().add(LetterHeaders.STAGE, Letters.bytes("SCORE"));
        Headers badOffset = new RecordHeaders(first.headers().toArray());
        badOffset.remove(LetterHeaders.OFFSET).add(LetterHeaders.OFFSET, Letters.bytes("-3"));
        Headers nullOffset = new RecordHeaders(first.headers().toArray());
        nullOffset.remove(LetterHeaders.OFFSET).add(LetterHeaders.OFFSET, null);
        // When
        LetterIndex index = Letters.index(List.of(
                Letters.record(Letters.TOPIC, 0, 1, 1, null, null, new RecordHeaders()),
                Letters.record(Letters.TOPIC, 0, 2, 1, null, null, halfAMark),
                Letters.record(Letters.TOPIC, 0, 3, 1, null, null, halfALetter),
                Letters.record(Letters.TOPIC, 0, 4, 1, null, null, badOffset),
                Letters.record(Letters.TOPIC, 0, 5, 1, null, null, nullOffset)));
        // Then
        assertThat(index.letters()).isEmpty();
        assertThat(index.strays()).isEqualTo(5);
    }

    @Test
    void cutsWhatIsLong() {
        ConsumerRecord<byte[], byte[]> huge =
                Letters.record(Letters.TOPIC, 0, 9, 1, new byte[10_000], new byte[50_000], first.headers());
        Letter letter = Letter.of(huge).orElseThrow();
        assertThat(letter.key()).hasSize(120);
        assertThat(letter.bytes()).isEqualTo(60_000);
    }

    @Test
    void filtersByWhatHeadersSay() {
        LetterFilter late =
                new LetterFilter(java.util.Set.of(), null, null, null, java.time.Instant.ofEpochMilli(10_001), null);
        LetterFilter early =
                new LetterFilter(java.util.Set.of(), null, null, null, null, java.time.Instant.ofEpochMilli(10_000));
        LetterFilter other = new LetterFilter(java.util.Set.of(), null, null, "corrections", null, null);
        LetterFilter named =
                new LetterFilter(java.util.Set.of(new LetterId(0, 0)), null, Reason.UNKNOWN_TASK, "images", null, null);
        Letter letter = Letter.of(first).orElseThrow();
        assertThat(late.test(letter)).isFalse();
        assertThat(early.test(letter)).isFalse();
        assertThat(other.test(letter)).isFalse();
        assertThat(named.test(letter)).isTrue();
        assertThat(LetterFilter.ALL.test(letter)).isTrue();
    }
}
