package io.clipstream.adapter;

import java.util.HashMap;
import java.util.Map;

/**
 * Out-of-fold probabilities of one input by method, each computed when it is first asked for; for one thread.
 *
 * <p>They cost several fits, and both the gate and the figures of a version rest on them.
 */
public final class OutOfFoldScores {
    private final TrainingInput input;
    private final Map<String, float[]> scores = new HashMap<>();

    public OutOfFoldScores(TrainingInput input) {
        this.input = input;
    }

    /** With those of one method that its fit has computed already; null where it has not. */
    public OutOfFoldScores(TrainingInput input, String method, float[] known) {
        this(input);
        if (known != null) {
            scores.put(method, known);
        }
    }

    /** The input that is scored. */
    public TrainingInput input() {
        return input;
    }

    /**
     * Probabilities [N, K] in the order of the shots; not to be changed.
     *
     * @throws InvalidAdapterException if a fit gives an adapter that cannot be served
     */
    public float[] of(String method) throws InvalidAdapterException {
        float[] known = scores.get(method);
        if (known == null) {
            known = OutOfFold.probabilities(AdapterMethods.named(method), input);
            scores.put(method, known);
        }
        return known;
    }
}
