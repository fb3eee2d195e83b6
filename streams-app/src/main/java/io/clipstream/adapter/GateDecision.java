package io.clipstream.adapter;

import java.util.Map;

/**
 * What the gate says of a candidate.
 *
 * @param promoted whether it gets the pointer
 * @param rule which rule decided: {@code sanity}, {@code first-version}, {@code inadmissible-champion},
 *     {@code same-method}, {@code challenger}, {@code instant}
 * @param reason why, in a sentence for people
 * @param figures by name, those that the rule looked at, as {@code Promotion.figures} in clipstream.avdl describes them
 */
public record GateDecision(boolean promoted, String rule, String reason, Map<String, Double> figures) {
    public GateDecision {
        figures = Map.copyOf(figures);
    }
}
