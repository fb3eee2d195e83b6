package io.clipstream.adapter;

import java.util.Map;

/**
 * What the gate says of a candidate.
 *
 * @param promoted whether it gets the pointer
 * @param rule which rule decided: {@code sanity}, {@code first-version}, {@code inadmissible-champion},
 *     {@code same-method}, {@code challenger}
 * @param reason why, in a sentence for people
 * @param figures by name, those that the rule looked at: {@code examples}; accuracies in [0, 1] on the same rows
 *     ({@code zeroShotAccuracy}, {@code outOfFoldAccuracy}, {@code championOutOfFoldAccuracy}); {@code gained} and
 *     {@code lost}, rows that only the candidate or only its rival got right; {@code pValue} of that split; the 95 %
 *     interval {@code differenceLow}, {@code differenceHigh} of candidate − rival accuracy
 */
public record GateDecision(boolean promoted, String rule, String reason, Map<String, Double> figures) {
    public GateDecision {
        figures = Map.copyOf(figures);
    }
}
