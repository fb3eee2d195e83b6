package io.clipstream.adapter;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Tip-Adapter-F: {@link TipAdapter} whose keys are trained, from the shots' features on, by cross-entropy on the shots.
 *
 * <p>Source: Zhang et al., "Tip-Adapter: Training-free Adaption of CLIP for Few-shot Classification", 2022 (arXiv 2207.09519)
 * and its authors' code: AdamW with ε 1e-4 and a cosine over all steps, α and β as in their configuration while training, then
 * searched. Differs in that no validation set is wanted (see {@link TipAdapter}; with {@code folds} the keys are trained five
 * times more, with {@code held-out} once more, which costs less than half and chooses worse), and that the epoch is not chosen
 * on the test set.
 *
 * <p>Tensors as in {@link TipAdapter}. Options under {@code tip-adapter-f.}: those of {@link TipAdapter}, and {@code epochs}
 * 20, {@code batch} 256, {@code learning-rate} 0.001, {@code weight-decay} 0.01, {@code train-alpha} 1.17, {@code train-beta}
 * 1.
 */
public final class TipAdapterF implements AdapterMethod {
    /** Name of the method. */
    public static final String NAME = "tip-adapter-f";

    static final NumberOption EPOCHS = NumberOption.whole(NAME + ".epochs", 20, 1, 10_000);
    static final NumberOption BATCH = NumberOption.whole(NAME + ".batch", 256, 1, 4096);
    static final NumberOption LEARNING_RATE = NumberOption.decimal(NAME + ".learning-rate", 1e-3, 1e-8, 1);
    static final NumberOption WEIGHT_DECAY = NumberOption.decimal(NAME + ".weight-decay", 0.01, 0, 10);
    static final NumberOption TRAIN_ALPHA = NumberOption.decimal(NAME + ".train-alpha", 1.17, 0, 1000);
    static final NumberOption TRAIN_BETA = NumberOption.decimal(NAME + ".train-beta", 1, 0, 1000);
    static final List<MethodOption> OPTIONS = Stream.concat(
                    TipOptions.all(NAME, TipOptions.FOLDS).stream(),
                    Stream.of(EPOCHS, BATCH, LEARNING_RATE, WEIGHT_DECAY, TRAIN_ALPHA, TRAIN_BETA))
            .toList();

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public AdapterArtifact fit(TrainingInput input) {
        return fitOf(input).artifact();
    }

    /** Trains once a fold, for the search of α and β and for the scores. */
    @Override
    public float[] outOfFold(TrainingInput input, int[] folds) throws InvalidAdapterException {
        TipFit fit = fitOf(input);
        return fit.searches() ? fit.outOfFold(folds) : OutOfFold.refit(this, input, folds);
    }

    private static TipFit fitOf(TrainingInput input) {
        Map<String, String> options = input.options();
        TipKeyTrainer trainer = new TipKeyTrainer(
                new TipSetting(TRAIN_ALPHA.in(options), TRAIN_BETA.in(options)),
                (int) EPOCHS.in(options),
                (int) BATCH.in(options),
                LEARNING_RATE.in(options),
                WEIGHT_DECAY.in(options),
                input.seed());
        return new TipFit(input, NAME, TipOptions.of(NAME, TipOptions.FOLDS, options), trainer::train);
    }

    @Override
    public Adapter load(AdapterArtifact artifact) throws InvalidAdapterException {
        return TipFit.load(artifact, NAME);
    }
}
