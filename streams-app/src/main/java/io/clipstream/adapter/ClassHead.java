package io.clipstream.adapter;

import java.util.List;

/**
 * The classes of a task with their text weights: where every method starts.
 *
 * @param labels class labels; class c is row c of everything else
 * @param revision digest of labels and prompts, hex
 * @param modelId backbone that the weights and features come from
 * @param text [K, D] text weights, rows of length 1; all 0 where the task has no texts: zero-shot then knows nothing and gives
 *     every class the same probability
 * @param logitScale s = exp(logit_scale) of the checkpoint, positive
 */
public record ClassHead(List<String> labels, String revision, String modelId, Tensor text, float logitScale) {
    public ClassHead {
        labels = List.copyOf(labels);
        if (labels.isEmpty() || text.shape().length != 2 || text.shape()[0] != labels.size()) {
            throw new IllegalArgumentException(labels.size() + " labels do not fit text weights " + text);
        }
    }

    /** The head of a task that has no texts: only examples tell its classes apart. */
    public static ClassHead withoutText(
            List<String> labels, String revision, String modelId, int dimension, float logitScale) {
        Tensor none = new Tensor(new int[] {labels.size(), dimension}, new float[labels.size() * dimension]);
        return new ClassHead(labels, revision, modelId, none, logitScale);
    }

    /** Dimension D of the features. */
    public int dimension() {
        return text.shape()[1];
    }

    /** Number of classes K. */
    public int classes() {
        return labels.size();
    }

    /** Whether the text weights say anything; without, only examples can. */
    public boolean hasText() {
        for (float value : text.values()) {
            if (value != 0) {
                return true;
            }
        }
        return false;
    }
}
