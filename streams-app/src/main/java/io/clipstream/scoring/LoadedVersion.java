package io.clipstream.scoring;

import io.clipstream.adapter.Adapter;
import java.util.List;

/**
 * An adapter version that passed every check; immutable.
 *
 * @param version number within the task, from 1
 * @param labels class labels, one a probability
 * @param zeroShot the zero-shot head of the same class list
 */
public record LoadedVersion(
        String task, long version, String modelId, List<String> labels, Adapter adapter, Adapter zeroShot) {
    public LoadedVersion {
        labels = List.copyOf(labels);
    }
}
