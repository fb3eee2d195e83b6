package io.clipstream.scoring;

import io.clipstream.adapter.Adapter;
import io.clipstream.adapter.Novelty;
import io.clipstream.adapter.StreamSketch;
import io.clipstream.adapter.Tempered;
import java.util.List;

/**
 * An adapter version that passed every check; immutable.
 *
 * @param version number within the task, from 1
 * @param labels class labels, one a probability
 * @param zeroShot the zero-shot head of the same class list
 * @param novelty tells what is unlike the version's examples; null where the version says nothing of it
 * @param stream what its stream looked like; null where the version says nothing of it
 */
public record LoadedVersion(
        String task,
        long version,
        String modelId,
        List<String> labels,
        Adapter adapter,
        Adapter zeroShot,
        Novelty novelty,
        StreamSketch stream) {
    public LoadedVersion {
        labels = List.copyOf(labels);
    }

    /** A version that knows nothing of itself. */
    public LoadedVersion(
            String task, long version, String modelId, List<String> labels, Adapter adapter, Adapter zeroShot) {
        this(task, version, modelId, labels, adapter, zeroShot, null, null);
    }

    /**
     * The same version with what it knows of itself.
     *
     * @param sharpness what its logits are multiplied by, in [0.01, 100]
     * @param ofExamples may be null
     * @param ofStream may be null
     */
    public LoadedVersion knowing(double sharpness, Novelty ofExamples, StreamSketch ofStream) {
        return new LoadedVersion(
                task, version, modelId, labels, Tempered.of(adapter, sharpness), zeroShot, ofExamples, ofStream);
    }
}
