package io.clipstream.adapter;

import java.util.Map;

/**
 * CLIP-Adapter: softmax(s · f* W*ᵀ) with f* = α · A(f) + (1 − α) · f and W* = β · B(W) + (1 − β) · W, both renormalised; A
 * and B are two linear layers without bias with a bottleneck and a ReLU between.
 *
 * <p>Source: Gao et al., "CLIP-Adapter: Better Vision-Language Models with Feature Adapters", 2021 (arXiv 2110.04544); with
 * {@code clip-adapter.second-relu} 1 a second ReLU follows, as in the authors' code. Trained with cross-entropy, each shot by
 * its weight; differs from the paper in AdamW with a larger rate and a cosine, since a version has to be there in seconds.
 *
 * <p>{@code clip-adapter.variant} says what is adapted: {@code visual} (f alone), {@code text} (W alone, so that a version
 * costs as little to serve as zero-shot) or {@code both}. {@code clip-adapter.ratio-choice} says where α and β come from:
 *
 * <ul>
 *   <li>{@code fixed}: {@code ratio} and {@code text-ratio}.
 *   <li>{@code searched}: the best of a grid by cross-entropy out of fold, see {@link RatioSearch}; 25 trainings more.
 *   <li>{@code learned}: parameters σ(a), trained with the weights on the same loss.
 *   <li>{@code network}: the paper's α, β = Q(f, W), see {@link RatioNetwork}.
 *   <li>{@code held-out}: HOSO (Vorster et al., 2026, arXiv 2603.04341): one shot of each class is held out, the weights
 *       learn from the others while α and β learn, by steps of their own, from the held-out shots. As known from the paper's
 *       abstract; that the weights are then trained once more, on all shots with the ratios found, is ours. A class with one
 *       shot holds none out; where none is held out, the ratios stay fixed.
 * </ul>
 *
 * <p>Reads the tensors {@code text} [K, D], {@code down} [H, D], {@code up} [D, H], and the scalars {@code ratio} and
 * {@code second-relu} (0 or 1); for the text branch the same with {@code text-} before, for a network its weights instead of
 * the ratio; {@code base} [K, D] where the task has no texts: the classes' mean features, which then stand for W. With no
 * shots the ratio is 0 and the scores are zero-shot's.
 *
 * <p>Options, all under {@code clip-adapter.}: {@code variant} visual, {@code ratio-choice} fixed, {@code ratio} and {@code
 * text-ratio} 0.2, {@code reduction} 4 (H = D / reduction), {@code second-relu} 0, {@code epochs} 60, {@code batch} 32,
 * {@code learning-rate} 0.0001, {@code ratio-learning-rate} 0.01 held-out, 0.001 learned, 0.0001 network, {@code
 * weight-decay} 0.01.
 *
 * <p>The gradient is worked out by hand in plain arithmetic: fits run side by side, and the same input gives the same bytes.
 */
public final class ClipAdapter implements AdapterMethod {
    /** Name of the method. */
    public static final String NAME = "clip-adapter";

    static final String DOWN = "down";
    static final String UP = "up";
    static final String SECOND_RELU = "second-relu";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public AdapterArtifact fit(TrainingInput input) {
        return new ClipAdapterFit(input, options(input.options(), input.head())).artifact();
    }

    /** A searched ratio is searched once for all folds, on the shots of the others. */
    @Override
    public float[] outOfFold(TrainingInput input, int[] folds) throws InvalidAdapterException {
        ClipAdapterOptions options = options(input.options(), input.head());
        RatioSearch search = new RatioSearch(input, options);
        return options.choice().equals(ClipAdapterOptions.SEARCHED) && search.possible()
                ? search.outOfFold(folds)
                : OutOfFold.refit(this, input, folds);
    }

    private static ClipAdapterOptions options(Map<String, String> options, ClassHead head) {
        return ClipAdapterOptions.of(options, head.dimension());
    }

    @Override
    public Adapter load(AdapterArtifact artifact) throws InvalidAdapterException {
        CheckedArtifact checked = new CheckedArtifact(artifact, NAME);
        ZeroShot.head(checked);
        float[] rows = Prototypes.rows(checked);
        boolean text = checked.has(ClipAdapterBranches.TEXT_PREFIX + DOWN);
        if (text) {
            rows = AdaptedRows.of(checked, ClipAdapterBranches.TEXT_PREFIX).apply(rows, checked.classes());
        }
        ZeroShotHead head = new ZeroShotHead(rows, checked.classes(), checked.dimension(), checked.logitScale());
        if (text && !checked.has(DOWN)) {
            return head;
        }
        AdaptedRows visual = AdaptedRows.of(checked, "");
        return visual.leavesAlone() ? head : new ClipAdapterHead(visual, head);
    }
}
