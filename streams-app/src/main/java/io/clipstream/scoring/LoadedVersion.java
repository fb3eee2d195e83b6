package io.clipstream.scoring;

import io.clipstream.adapter.Adapter;
import io.clipstream.adapter.Novelty;
import java.util.List;

/**
 * An adapter version that passed every check; immutable.
 *
 * @param version number within the task, from 1
 * @param labels class labels, one a probability
 * @param zeroShot the zero-shot head of the same class list
 * @param novelty tells what is unlike the version's examples; null where the version says nothing of it
 */
public record LoadedVersion(
        String task,
        long version,
        String modelId,
        List<String> labels,
        Adapter adapter,
        Adapter zeroShot,
        Novelty novelty) {
    public LoadedVersion {
        labels = List.copyOf(labels);
    }

    /** A version that knows nothing of novelty. */
    public LoadedVersion(
            String task, long version, String modelId, List<String> labels, Adapter adapter, Adapter zeroShot) {
        this(task, version, modelId, labels, adapter, zeroShot, null);
    }

    /** The same version with a novelty model. */
    public LoadedVersion with(Novelty model) {
        return new LoadedVersion(task, version, modelId, labels, adapter, zeroShot, model);
    }
}
