package io.clipstream.adapter;

import java.util.Map;

/**
 * Plain CLIP: softmax(s · x Tᵀ), where every task starts and what every other method adds to.
 *
 * <p>Source: Radford et al., "Learning Transferable Visual Models From Natural Language Supervision", 2021. Reads the
 * tensor {@code text} [K, D]; the support set plays no part.
 */
public final class ZeroShot implements AdapterMethod {
    /** Name of the method. */
    public static final String NAME = "zero-shot";

    /** Tensor of the text weights, [K, D], rows of length 1. */
    public static final String TEXT = "text";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public AdapterArtifact fit(TrainingInput input) {
        return artifact(input.head(), NAME, Map.of(TEXT, input.head().text()));
    }

    @Override
    public Adapter load(AdapterArtifact artifact) throws InvalidAdapterException {
        return head(new CheckedArtifact(artifact, NAME));
    }

    static ZeroShotHead head(CheckedArtifact checked) throws InvalidAdapterException {
        float[] text = checked.matrix(TEXT, checked.classes(), checked.dimension());
        return new ZeroShotHead(text, checked.classes(), checked.dimension(), checked.logitScale());
    }

    /** What plain CLIP says with this head. */
    public static Adapter adapter(ClassHead head) {
        return head(head);
    }

    static ZeroShotHead head(ClassHead head) {
        return new ZeroShotHead(head.text().values(), head.classes(), head.dimension(), head.logitScale());
    }

    static AdapterArtifact artifact(ClassHead head, String method, Map<String, Tensor> tensors) {
        return new AdapterArtifact(
                method, head.modelId(), head.dimension(), head.labels(), head.revision(), head.logitScale(), tensors);
    }
}
