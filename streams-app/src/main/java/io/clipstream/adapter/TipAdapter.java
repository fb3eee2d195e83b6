package io.clipstream.adapter;

import java.util.List;

/**
 * Tip-Adapter: the shots themselves as a key-value cache beside the text head, p = softmax(s · x Tᵀ + α φ(x Fᵀ) L) with φ(a)
 * = exp(−β (1 − a)), F the shots' features and L their labels, one-hot, each times its weight; nothing is trained.
 *
 * <p>Source: Zhang et al., "Tip-Adapter: Training-free Adaption of CLIP for Few-shot Classification", 2022 (arXiv 2207.09519)
 * and its authors' code. Differs in that no validation set is wanted: {@code tip-adapter.search} {@code folds} takes the α and
 * β of the lowest cross-entropy out of fold, see {@link TipSearch}; {@code held-out} holds one shot of each class out instead;
 * {@code fixed} takes {@code alpha} and {@code beta}, which also stand in while there are too few shots to judge by.
 *
 * <p>Reads the tensors {@code text} [K, D], the scalars {@code alpha} and {@code beta}, and where α is not 0 {@code keys} [N,
 * D], {@code key-classes} [N] and {@code key-weights} [N]: a version holds 2 KB a shot at D = 512. {@code base} [K, D] stands
 * for the texts where the task has none: the classes' mean features. With no shots α is 0 and the scores are zero-shot's.
 *
 * <p>Options, all under {@code tip-adapter.}: {@code search} folds, {@code alpha} 1, {@code beta} 5.5, {@code beta-scale} 7,
 * {@code alpha-scale} 3, {@code steps} 20.
 */
public final class TipAdapter implements AdapterMethod {
    /** Name of the method. */
    public static final String NAME = "tip-adapter";

    static final List<MethodOption> OPTIONS = TipOptions.all(NAME, TipOptions.FOLDS);

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public AdapterArtifact fit(TrainingInput input) {
        return fitOf(input).artifact();
    }

    /** α and β are searched once for all folds, on the shots of the others. */
    @Override
    public float[] outOfFold(TrainingInput input, int[] folds) throws InvalidAdapterException {
        TipFit fit = fitOf(input);
        return fit.searches() ? fit.outOfFold(folds) : OutOfFold.refit(this, input, folds);
    }

    private static TipFit fitOf(TrainingInput input) {
        return new TipFit(
                input,
                NAME,
                TipOptions.of(NAME, TipOptions.FOLDS, input.options()),
                (base, shots) -> TipCache.of(shots));
    }

    @Override
    public Adapter load(AdapterArtifact artifact) throws InvalidAdapterException {
        return TipFit.load(artifact, NAME);
    }
}
