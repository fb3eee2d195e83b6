package io.clipstream.adapter;

import java.util.List;
import java.util.Map;

/**
 * A fitted adapter at rest: everything beyond the backbone that turns features into class probabilities.
 *
 * @param method name of the method that reads the tensors
 * @param modelId backbone it speaks about
 * @param dimension D of that backbone's features
 * @param labels class labels in the order of the tensors' rows
 * @param revision digest of the labels and prompts that it speaks about, hex
 * @param logitScale s = exp(logit_scale) of the checkpoint
 * @param tensors by name; {@code text} [K, D] is always among them: the zero-shot head of the class list
 */
public record AdapterArtifact(
        String method,
        String modelId,
        int dimension,
        List<String> labels,
        String revision,
        float logitScale,
        Map<String, Tensor> tensors) {
    public AdapterArtifact {
        labels = List.copyOf(labels);
        tensors = Map.copyOf(tensors);
    }
}
