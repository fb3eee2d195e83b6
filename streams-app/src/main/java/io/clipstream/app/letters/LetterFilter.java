package io.clipstream.app.letters;

import io.clipstream.topology.Reason;
import io.clipstream.topology.Stage;
import java.time.Instant;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Which letters are wanted, by what their headers say; null means any.
 *
 * @param ids these alone, where not empty
 * @param topic the topic that the record came from
 * @param since refused at this time or later
 * @param until refused before this time
 */
public record LetterFilter(Set<LetterId> ids, Stage stage, Reason reason, String topic, Instant since, Instant until)
        implements Predicate<Letter> {
    /** Every letter. */
    public static final LetterFilter ALL = new LetterFilter(Set.of(), null, null, null, null, null);

    public LetterFilter {
        ids = Set.copyOf(ids);
    }

    @Override
    public boolean test(Letter letter) {
        return (ids.isEmpty() || ids.contains(letter.id()))
                && (stage == null || stage.name().equals(letter.stage()))
                && (reason == null || reason.name().equals(letter.reason()))
                && (topic == null || topic.equals(letter.source().topic()))
                && (since == null || letter.refusedAt() >= since.toEpochMilli())
                && (until == null || letter.refusedAt() < until.toEpochMilli());
    }
}
