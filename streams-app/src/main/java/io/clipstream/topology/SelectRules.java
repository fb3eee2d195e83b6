package io.clipstream.topology;

import io.clipstream.schemas.TaskSpec;
import java.util.Map;

/**
 * What a task's specification says about its few-shot buffer.
 *
 * @param labels of its classes, by what corrections may call them: themselves, and their former labels
 * @param perClass most shots a class, from 1
 * @param policy chooses them
 * @param noneOfThese most images of "none of these", from 0
 * @param audited most images of the audit sample, from 0
 * @param weights of annotators, by name; 1 for the others
 */
record SelectRules(
        Map<String, String> labels,
        int perClass,
        SelectPolicy policy,
        int noneOfThese,
        int audited,
        Map<String, Double> weights) {
    /** Of a specification that {@link TaskRules} finds good. */
    static SelectRules of(TaskSpec spec, SelectPolicy fallback) {
        Map<String, String> labels = TaskRules.formerLabels(spec);
        TaskRules.labels(spec).forEach(label -> labels.put(label, label));
        return new SelectRules(
                Map.copyOf(labels),
                spec.getBufferPerClass(),
                SelectPolicy.named(spec.getBufferPolicy()).orElse(fallback),
                spec.getBufferNoneOfThese(),
                spec.getBufferAudited(),
                Map.copyOf(spec.getAnnotatorWeights()));
    }

    /** Of a task whose specification is not known: no label counts. */
    static SelectRules none(SelectPolicy policy) {
        return new SelectRules(Map.of(), 1, policy, 0, 0, Map.of());
    }

    /** Whether words of that label count; null stands for "none of these". */
    boolean has(String label) {
        return label == null || labels.containsKey(label);
    }

    /** The label of the class that a word means that counts; null for "none of these". */
    String meant(String label) {
        return label == null ? null : labels.get(label);
    }

    double weight(String annotator) {
        return weights.getOrDefault(annotator, 1.0);
    }
}
