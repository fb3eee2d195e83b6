package io.clipstream.app.client;

import io.clipstream.adapter.InvalidAdapterException;
import io.clipstream.schemas.AdapterVersion;
import io.clipstream.schemas.Example;
import io.clipstream.schemas.ScoringPolicy;
import io.clipstream.schemas.TaskSpec;
import io.clipstream.topology.KnowledgeRecords;
import io.clipstream.topology.ReviewPolicies;
import io.clipstream.topology.TaskRehearsal;
import io.clipstream.topology.TaskRules;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * What applying a task would change, seen on the images that it predicted last.
 *
 * @param classes what becomes of its classes
 * @param examples in the buffer now
 * @param moved examples that stay under another label
 * @param leaving examples that leave, by the label that they have now; "none of these" is called so
 * @param before the version in use
 * @param after the version that would be in use after the first refit; the same where nothing would be fitted
 * @param why the gate's sentence on that fit; empty where there was none
 * @param shift where the two differ
 * @param doubtfulBefore images of those that are not accepted now; how novel they are, and the audit, are left aside
 * @param doubtfulAfter images that would not be accepted
 */
public record TaskPreview(
        ClassChanges classes,
        int examples,
        int moved,
        Map<String, Integer> leaving,
        AdapterVersion before,
        AdapterVersion after,
        String why,
        AnswerShift shift,
        int doubtfulBefore,
        int doubtfulAfter) {
    private static final String NONE_OF_THESE = "none of these";

    /** Examples that would leave the buffer. */
    public int left() {
        return leaving.values().stream().mapToInt(Integer::intValue).sum();
    }

    /**
     * Puts it together.
     *
     * @param rows recent images
     * @throws InvalidAdapterException if the version in use is damaged
     */
    static TaskPreview of(
            TaskRehearsal.Known now, TaskSpec next, TaskRehearsal.Outcome outcome, List<RecentFeatures.Row> rows)
            throws InvalidAdapterException {
        List<RecentFeatures.Row> usable = rows.stream()
                .filter(row -> row.feature().length == now.champion().getDimension())
                .toList();
        Answers before = Answers.of(now.champion(), usable);
        Answers after = Answers.of(outcome.version(), usable);
        return new TaskPreview(
                ClassChanges.of(now.spec(), next),
                now.buffer().size(),
                moved(now.buffer(), outcome.buffer()),
                leaving(now.buffer(), outcome.buffer()),
                now.champion(),
                outcome.version(),
                outcome.why(),
                AnswerShift.between(
                        before, after, label -> TaskRules.labelOf(next, label).orElse(label)),
                doubtful(before, now.spec().getPolicy(), now.champion()),
                doubtful(after, next.getPolicy(), outcome.version()));
    }

    private static int doubtful(Answers answers, ScoringPolicy policy, AdapterVersion version) {
        return answers.doubtful(ReviewPolicies.of(policy, KnowledgeRecords.limits(policy, version.getReliability())));
    }

    private static int moved(Collection<Example> before, Map<String, Example> after) {
        return (int) before.stream()
                .filter(example -> after.containsKey(example.getImageId())
                        && !Objects.equals(
                                example.getLabel(),
                                after.get(example.getImageId()).getLabel()))
                .count();
    }

    private static Map<String, Integer> leaving(Collection<Example> before, Map<String, Example> after) {
        Map<String, Integer> leaving = new TreeMap<>();
        before.stream()
                .filter(example -> !after.containsKey(example.getImageId()))
                .forEach(example ->
                        leaving.merge(Objects.requireNonNullElse(example.getLabel(), NONE_OF_THESE), 1, Integer::sum));
        return leaving;
    }
}
