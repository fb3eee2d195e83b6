package io.clipstream.topology;

import io.clipstream.schemas.Coordinates;
import io.clipstream.schemas.CorrectionKind;
import io.clipstream.schemas.LiveCorrection;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Decides what an image shows from what its annotators say of it. */
final class SelectVote {
    /** Most that the word of one annotator can count. */
    static final int MOST_WEIGHT = 1_000;

    private static final Comparator<Coordinates> PLACE = Comparator.comparing(Coordinates::getTopic)
            .thenComparingInt(Coordinates::getPartition)
            .thenComparingLong(Coordinates::getOffset);

    /**
     * Which of two words is the later one: by event time, then by correction id.
     *
     * <p>The rest only makes the order total, so that clients that use an id twice for different things converge as well.
     */
    static final Comparator<LiveCorrection> LATER = Comparator.comparing(LiveCorrection::getCorrectedAt)
            .thenComparing(LiveCorrection::getCorrectionId)
            .thenComparing(LiveCorrection::getKind)
            .thenComparing(LiveCorrection::getLabel, Comparator.nullsFirst(Comparator.naturalOrder()))
            .thenComparing(LiveCorrection::getOrigin)
            .thenComparing(LiveCorrection::getModelId, Comparator.nullsFirst(Comparator.naturalOrder()))
            .thenComparing(LiveCorrection::getImage, Comparator.nullsFirst(PLACE));

    private SelectVote() {}

    /**
     * The word that decides: the latest of those who form the largest group; of groups of equal size the one with the
     * latest word. Empty if everybody has withdrawn.
     *
     * @param lastWords the last word of each annotator
     */
    static Optional<LiveCorrection> decide(Collection<LiveCorrection> lastWords) {
        Map<Optional<String>, Group> groups = new HashMap<>();
        for (LiveCorrection word : lastWords) {
            if (word.getKind() != CorrectionKind.WITHDRAWAL) {
                groups.merge(Optional.ofNullable(word.getLabel()), new Group(1, word), Group::with);
            }
        }
        return groups.values().stream()
                .max(Comparator.comparingInt(Group::size).thenComparing(Group::latest, LATER))
                .map(Group::latest);
    }

    private record Group(int size, LiveCorrection latest) {
        Group with(Group other) {
            return new Group(size + other.size, LATER.compare(latest, other.latest) >= 0 ? latest : other.latest);
        }
    }
}
