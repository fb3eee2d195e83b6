package io.clipstream.topology;

import io.clipstream.adapter.AdapterMethods;
import io.clipstream.adapter.InvalidAdapterException;
import io.clipstream.schemas.ScoringLimits;
import io.clipstream.schemas.ScoringPolicy;
import io.clipstream.schemas.TaskClass;
import io.clipstream.schemas.TaskSpec;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Judges a task's specification: select and retrain follow the same specifications because both ask here. */
public final class TaskRules {
    /** Largest specification, in bytes of its record: the changelogs that keep it take a megabyte. */
    static final int LARGEST = 768 * 1024;

    /** Longest label in characters: predictions repeat it. */
    static final int LONGEST_LABEL = 250;

    /** Most classes that a prediction lists: with labels of that length, it stays well within a megabyte. */
    static final int MOST_TOP = 250;

    private TaskRules() {}

    /**
     * What is wrong with the specification.
     *
     * @param key of its record
     * @return empty if it is good; otherwise a sentence that names the field, its value and what was expected
     */
    public static Optional<String> problem(String key, TaskSpec spec) {
        if (!TaskKeys.isTaskName(spec.getTask())) {
            return Optional.of("task '" + spec.getTask() + "' must match " + TaskKeys.NAME_RULE);
        }
        if (!spec.getTask().equals(key)) {
            return Optional.of("task '" + spec.getTask() + "' must equal the record's key '" + key + "'");
        }
        if (spec.getBufferPerClass() < 1) {
            return Optional.of("bufferPerClass " + spec.getBufferPerClass() + " must be at least 1");
        }
        return buffer(spec)
                .or(() -> classes(spec.getClasses()))
                .or(() -> TaskPrompts.problem(spec))
                .or(() -> methods(spec))
                .or(() -> policy(spec.getPolicy()));
    }

    /** The class labels, in order. */
    public static Set<String> labels(TaskSpec spec) {
        Set<String> labels = new LinkedHashSet<>();
        spec.getClasses().forEach(c -> labels.add(c.getLabel()));
        return labels;
    }

    /** The label of the class that a correction means by {@code said}, which may be a former label; empty for none. */
    public static Optional<String> labelOf(TaskSpec spec, String said) {
        return spec.getClasses().stream()
                .filter(c -> c.getLabel().equals(said) || c.getFormerly().contains(said))
                .map(TaskClass::getLabel)
                .findFirst();
    }

    /** The labels of the classes by their former ones. */
    static Map<String, String> formerLabels(TaskSpec spec) {
        Map<String, String> labels = new HashMap<>();
        spec.getClasses().forEach(c -> c.getFormerly().forEach(former -> labels.put(former, c.getLabel())));
        return labels;
    }

    /** Digest of the class list with its names, texts and templates, hex; versions say by it which one they speak about. */
    public static String revision(TaskSpec spec) {
        return TaskPrompts.revision(spec);
    }

    private static Optional<String> buffer(TaskSpec spec) {
        if (spec.getBufferNoneOfThese() < 0) {
            return Optional.of("bufferNoneOfThese " + spec.getBufferNoneOfThese() + " must be at least 0");
        }
        if (spec.getBufferAudited() < 0) {
            return Optional.of("bufferAudited " + spec.getBufferAudited() + " must be at least 0");
        }
        if (!spec.getBufferPolicy().isEmpty()
                && SelectPolicy.named(spec.getBufferPolicy()).isEmpty()) {
            return Optional.of("bufferPolicy '" + spec.getBufferPolicy() + "' must be one of " + SelectPolicy.words()
                    + ", or empty for the deployment's");
        }
        return spec.getAnnotatorWeights().entrySet().stream()
                // Written so that NaN fails too.
                .filter(entry -> !(entry.getValue() >= 0 && entry.getValue() <= SelectVote.MOST_WEIGHT))
                .findFirst()
                .map(entry -> "annotatorWeights of '" + entry.getKey() + "' is " + entry.getValue()
                        + ", it must lie in [0, " + SelectVote.MOST_WEIGHT + "]");
    }

    private static Optional<String> classes(List<TaskClass> classes) {
        if (classes.isEmpty()) {
            return Optional.of("classes must name at least one class, it is empty");
        }
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < classes.size(); i++) {
            TaskClass c = classes.get(i);
            Optional<String> bad = label("classes[" + i + "].label", c.getLabel());
            if (bad.isPresent()) {
                return bad;
            }
            if (!seen.add(c.getLabel())) {
                return Optional.of("classes[" + i + "].label '" + c.getLabel() + "' must be unique in the task");
            }
        }
        return formerly(classes, seen);
    }

    /** A former label must lead to one class: nobody could say otherwise what a late correction means. */
    private static Optional<String> formerly(List<TaskClass> classes, Set<String> labels) {
        Map<String, String> seen = new HashMap<>();
        for (int i = 0; i < classes.size(); i++) {
            TaskClass c = classes.get(i);
            for (int j = 0; j < c.getFormerly().size(); j++) {
                String former = c.getFormerly().get(j);
                String where = "classes[" + i + "].formerly[" + j + "]";
                Optional<String> bad = label(where, former);
                if (bad.isPresent()) {
                    return bad;
                }
                if (labels.contains(former)) {
                    return Optional.of(
                            where + " '" + former + "' is the label of a class of the task: only a label that"
                                    + " is no longer in use may stand there");
                }
                String other = seen.put(former, c.getLabel());
                if (other != null) {
                    return Optional.of(where + " '" + former + "' must lead to one class, once; it stands under '"
                            + other + "' already");
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<String> label(String where, String label) {
        if (label.isBlank()) {
            return Optional.of(where + " must not be empty");
        }
        return label.length() <= LONGEST_LABEL
                ? Optional.empty()
                : Optional.of(
                        where + " has " + label.length() + " characters, at most " + LONGEST_LABEL + " are allowed");
    }

    private static Optional<String> methods(TaskSpec spec) {
        try {
            AdapterMethods.named(RetrainMethods.own(spec));
        } catch (InvalidAdapterException e) {
            return Optional.of("method: " + e.getMessage());
        }
        Set<String> seen = new HashSet<>(Set.of(RetrainMethods.own(spec)));
        for (String challenger : spec.getChallengers()) {
            try {
                AdapterMethods.named(challenger);
            } catch (InvalidAdapterException e) {
                return Optional.of("challengers: " + e.getMessage());
            }
            if (!seen.add(challenger)) {
                return Optional.of("challengers: '" + challenger + "' is named twice, or is the task's own method");
            }
        }
        try {
            AdapterMethods.checkOptions(spec.getOptions());
        } catch (IllegalArgumentException e) {
            return Optional.of("options: " + e.getMessage());
        }
        return Optional.empty();
    }

    /** What is wrong with a scoring policy; empty if nothing is. */
    static Optional<String> policy(ScoringPolicy policy) {
        if (policy.getTop() < 1 || policy.getTop() > MOST_TOP) {
            return Optional.of("policy.top " + policy.getTop() + " must lie in [1, " + MOST_TOP + "]");
        }
        if (!(policy.getReviewMargin() >= 0 && policy.getReviewMargin() <= 1)) {
            return Optional.of("policy.reviewMargin " + policy.getReviewMargin() + " must lie in [0, 1]");
        }
        if (!(policy.getAuditShare() >= 0 && policy.getAuditShare() <= 1)) {
            return Optional.of("policy.auditShare " + policy.getAuditShare() + " must lie in [0, 1]");
        }
        Float target = policy.getTargetPrecision();
        if (target != null && !(target > 0 && target < 1)) {
            return Optional.of("policy.targetPrecision " + target + " must lie between 0 and 1");
        }
        if (!(policy.getNoveltyShare() >= 0 && policy.getNoveltyShare() <= 0.5)) {
            return Optional.of("policy.noveltyShare " + policy.getNoveltyShare() + " must lie in [0, 0.5]");
        }
        if (policy.getReviewPerHour() != null && policy.getReviewPerHour() < 1) {
            return Optional.of("policy.reviewPerHour " + policy.getReviewPerHour() + " must be at least 1");
        }
        return Optional.empty();
    }

    /** What is wrong with computed limits, null where there are none; empty if nothing is. */
    static Optional<String> limits(ScoringLimits limits) {
        Float threshold = limits == null ? null : limits.getAcceptThreshold();
        return threshold == null || threshold >= 0 && threshold <= 2
                ? Optional.empty()
                : Optional.of("limits.acceptThreshold " + threshold + " must lie in [0, 2]");
    }
}
