package io.clipstream.topology;

import io.clipstream.schemas.Coordinates;
import io.clipstream.schemas.CorrectionKind;
import io.clipstream.schemas.LabelVote;
import io.clipstream.schemas.LiveCorrection;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Decides what an image shows from what its annotators say of it: the label behind which most of their weight stands.
 *
 * <p>A word with a class's former label speaks of that class. Of labels with equal weight the one with the latest word; words on labels that the task does not have do not count
 * until it has them again, and words of weight 0 not at all.
 */
final class SelectVote {
    /** Most that the word of one annotator can count. */
    static final int MOST_WEIGHT = 1_000;

    /** Weights are summed in millionths, so that no order of summing makes or breaks a tie. */
    private static final double UNITS = 1e6;

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
            .thenComparing(LiveCorrection::getHeldOut)
            .thenComparing(LiveCorrection::getModelId, Comparator.nullsFirst(Comparator.naturalOrder()))
            .thenComparing(LiveCorrection::getImage, Comparator.nullsFirst(PLACE));

    private static final Comparator<Group> HEAVIEST = Comparator.comparingLong(Group::units)
            .thenComparing(Group::latest, LATER)
            .reversed();

    private final List<Group> groups;
    private final boolean heldOut;

    /** Those who say the same. */
    private record Group(Optional<String> label, long units, LiveCorrection latest, List<String> annotators) {
        Group with(Group other) {
            List<String> both = new ArrayList<>(annotators);
            both.addAll(other.annotators);
            boolean later = LATER.compare(latest, other.latest) >= 0;
            return new Group(label, units + other.units, later ? latest : other.latest, both);
        }
    }

    private SelectVote(List<Group> groups, boolean heldOut) {
        this.groups = groups;
        this.heldOut = heldOut;
    }

    /**
     * Counts the votes.
     *
     * @param lastWords the last word of each annotator on one image
     * @return empty if nobody says anything that counts
     */
    static Optional<SelectVote> of(Collection<LiveCorrection> lastWords, SelectRules rules) {
        Map<Optional<String>, Group> groups = new HashMap<>();
        boolean heldOut = false;
        for (LiveCorrection word : lastWords) {
            long units = Math.round(rules.weight(word.getAnnotator()) * UNITS);
            if (word.getKind() == CorrectionKind.WITHDRAWAL || units == 0 || !rules.has(word.getLabel())) {
                continue;
            }
            Optional<String> label = Optional.ofNullable(rules.meant(word.getLabel()));
            groups.merge(label, new Group(label, units, word, List.of(word.getAnnotator())), Group::with);
            heldOut |= word.getHeldOut();
        }
        List<Group> sorted = groups.values().stream().sorted(HEAVIEST).toList();
        return sorted.isEmpty() ? Optional.empty() : Optional.of(new SelectVote(sorted, heldOut));
    }

    /** The word that decides: the latest of the heaviest group. */
    LiveCorrection word() {
        return groups.get(0).latest();
    }

    /** The label of the class that it means; null for "none of these". */
    String label() {
        return groups.get(0).label().orElse(null);
    }

    /** Share of the weight that stands behind the decision, in (0, 1]. */
    float agreement() {
        long all = groups.stream().mapToLong(Group::units).sum();
        return (float) ((double) groups.get(0).units() / all);
    }

    /** Annotators whose words count. */
    int voters() {
        return groups.stream().mapToInt(group -> group.annotators().size()).sum();
    }

    /** Whether anybody who counts wants the image held out. */
    boolean heldOut() {
        return heldOut;
    }

    /**
     * Whether the annotators disagree in a way in which they did not before: somebody names a label that nobody had named,
     * or the heaviest label has lost its lead. Further votes for what is named already are no news.
     *
     * @param before the votes before; null where there were none
     */
    boolean disagreesAnew(SelectVote before) {
        if (groups.size() < 2) {
            return false;
        }
        boolean named = before != null
                && before.groups.stream()
                        .map(Group::label)
                        .toList()
                        .containsAll(groups.stream().map(Group::label).toList());
        return !named || isTied() && !before.isTied();
    }

    private boolean isTied() {
        return groups.size() > 1 && groups.get(0).units() == groups.get(1).units();
    }

    /** Who says what, the heaviest first. */
    List<LabelVote> votes() {
        return groups.stream()
                .map(group -> new LabelVote(
                        group.label().orElse(null),
                        group.units() / UNITS,
                        group.annotators().stream().sorted().toList()))
                .toList();
    }
}
