package io.clipstream.adapter;

import java.util.Map;

/**
 * CLIP-Adapter's visual adapter: softmax(s · f* Tᵀ) with f* = ratio · A(f) + (1 − ratio) · f renormalised, A two linear
 * layers without bias with a bottleneck and a ReLU between.
 *
 * <p>Source: Gao et al., "CLIP-Adapter: Better Vision-Language Models with Feature Adapters", 2021, equation 4; with
 * {@code clip-adapter.second-relu} 1 a second ReLU follows, as in the authors' code. Trained with cross-entropy; differs
 * from the paper in AdamW with a larger rate and a cosine, since a version has to be there in seconds.
 *
 * <p>Reads the tensors {@code text} [K, D], {@code down} [H, D], {@code up} [D, H], and the scalars {@code ratio} and
 * {@code second-relu} (0 or 1). With no shots the ratio is 0 and the scores are zero-shot's.
 *
 * <p>Options, all under {@code clip-adapter.}: {@code ratio} 0.2, {@code reduction} 4 (H = D / reduction),
 * {@code second-relu} 0, {@code epochs} 60, {@code batch} 32, {@code learning-rate} 0.0003, {@code weight-decay} 0.01.
 *
 * <p>Fits in several threads take turns step by step, since the engine collects gradients for one at a time. The same input
 * gives the same bytes on the same machine with the same number of engine threads ({@code ai.djl.pytorch.num_threads}).
 */
public final class ClipAdapter implements AdapterMethod {
    /** Name of the method. */
    public static final String NAME = "clip-adapter";

    static final String DOWN = "down";
    static final String UP = "up";
    static final String RATIO = "ratio";
    static final String SECOND_RELU = "second-relu";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public AdapterArtifact fit(TrainingInput input) {
        ClassHead head = input.head();
        int d = head.dimension();
        ClipAdapterOptions options = ClipAdapterOptions.of(input.options(), d);
        boolean empty = input.support().isEmpty();
        Bottleneck weights =
                empty ? Bottleneck.zero(d, options.hidden()) : new ClipAdapterTrainer(input, options).train();
        Map<String, Tensor> tensors = Map.of(
                ZeroShot.TEXT,
                head.text(),
                DOWN,
                new Tensor(new int[] {options.hidden(), d}, weights.down()),
                UP,
                new Tensor(new int[] {d, options.hidden()}, weights.up()),
                RATIO,
                Tensor.scalar(empty ? 0f : (float) options.ratio()),
                SECOND_RELU,
                Tensor.scalar(options.secondRelu() ? 1f : 0f));
        return ZeroShot.artifact(head, NAME, tensors);
    }

    @Override
    public Adapter load(AdapterArtifact artifact) throws InvalidAdapterException {
        CheckedArtifact checked = new CheckedArtifact(artifact, NAME);
        ZeroShotHead zeroShot = ZeroShot.head(checked);
        int d = checked.dimension();
        int hidden = checked.rows(DOWN);
        Bottleneck weights = new Bottleneck(checked.matrix(DOWN, hidden, d), checked.matrix(UP, d, hidden));
        float ratio = checked.scalar(RATIO, 0, 1);
        boolean secondRelu = checked.scalar(SECOND_RELU, 0, 1) == 1;
        return new ClipAdapterHead(zeroShot, weights, d, hidden, ratio, secondRelu);
    }
}
