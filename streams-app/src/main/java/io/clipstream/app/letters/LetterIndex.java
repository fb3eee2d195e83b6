package io.clipstream.app.letters;

import io.clipstream.topology.SourcePosition;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The wanted letters without their payloads, and what became of them; built up record by record, for one thread.
 *
 * <p>A letter counts as replayed if any letter of the same record was: under at-least-once, and where two roles refuse the
 * same record, there are two of them. The record's timestamp takes part, so that a topic that was made anew does not
 * inherit replays of the old one.
 */
public final class LetterIndex {
    private final BiPredicate<Letter, ConsumerRecord<byte[], byte[]>> wanted;
    private final List<Letter> letters = new ArrayList<>();
    private final Map<SourcePosition, Replay> replays = new HashMap<>();
    private final Map<String, SourcePosition> targets = new HashMap<>();
    private final Map<String, LetterId> later = new HashMap<>();
    private final Map<String, String> texts = new HashMap<>();
    private long strays;

    /**
     * An empty index.
     *
     * @param wanted which letters to keep; is given the whole record, which nobody keeps
     */
    public LetterIndex(BiPredicate<Letter, ConsumerRecord<byte[], byte[]>> wanted) {
        this.wanted = wanted;
    }

    /** Takes in one record of the dead-letters topic, in the order of its partition. */
    public void add(ConsumerRecord<byte[], byte[]> record) {
        if (ReplayMark.isMark(record.headers())) {
            ReplayMark.of(record).ifPresentOrElse(this::add, () -> strays++);
        } else {
            Letter.of(record).ifPresentOrElse(letter -> add(letter, record), () -> strays++);
        }
    }

    private void add(ReplayMark mark) {
        Replay replay = mark.replay();
        // The letters' topic may have several partitions, which are read in any order.
        LetterId next = later.remove(replay.target());
        replays.put(mark.source(), next == null ? replay : replay.refused(next));
        targets.put(replay.target(), mark.source());
    }

    private void add(Letter letter, ConsumerRecord<byte[], byte[]> record) {
        SourcePosition source = letter.source();
        String place = source.topic() + "/" + source.partition() + "/" + source.offset();
        SourcePosition origin = targets.get(place);
        if (origin != null) {
            replays.computeIfPresent(origin, (key, replay) -> replay.refused(letter.id()));
        } else if (letter.attempts() > 1) {
            later.put(place, letter.id());
        }
        if (wanted.test(letter, record)) {
            letters.add(slim(letter));
        }
    }

    /** Hundreds of thousands of letters say the same few things. */
    private Letter slim(Letter letter) {
        SourcePosition source = letter.source();
        return new Letter(
                letter.id(),
                letter.refusedAt(),
                shared(letter.stage()),
                shared(letter.reason()),
                shared(letter.message()),
                new SourcePosition(shared(source.topic()), source.partition(), source.offset(), source.timestamp()),
                letter.key(),
                letter.attempts(),
                letter.bytes(),
                letter.omitted());
    }

    private String shared(String text) {
        if (texts.size() > 10_000) {
            texts.clear();
        }
        return texts.computeIfAbsent(text, same -> same);
    }

    /** The wanted letters in the order of their ids. */
    public List<Letter> letters() {
        letters.sort(java.util.Comparator.comparing(Letter::id));
        return Collections.unmodifiableList(letters);
    }

    /** The replay of the letter's record; empty where it is open. */
    public Optional<Replay> replay(Letter letter) {
        return Optional.ofNullable(replays.get(letter.source()));
    }

    /** What became of the letter. */
    public LetterState state(Letter letter) {
        return replay(letter)
                .map(replay -> replay.next() == null ? LetterState.REPLAYED : LetterState.REFUSED_AGAIN)
                .orElse(LetterState.OPEN);
    }

    /** Records on the topic that are neither letters nor marks. */
    public long strays() {
        return strays;
    }
}
