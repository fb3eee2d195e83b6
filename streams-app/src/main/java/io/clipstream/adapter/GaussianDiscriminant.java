package io.clipstream.adapter;

import java.util.List;
import java.util.stream.DoubleStream;

/**
 * Gaussian discriminant analysis blended with zero-shot: z = s · x Tᵀ + α (x A + b), all in closed form but α.
 *
 * <p>Source: Wang et al., "A Hard-to-Beat Baseline for Training-Free CLIP-Based Adaptation", 2024 (arXiv 2402.04087), with
 * its shrunk covariance; see {@link GaussianClasses} for A and b. The paper searches α on a validation set; here it is the
 * value of 0.001, 0.003, 0.01, ... 1 with the lowest cross-entropy out of fold ({@link FoldScores}), 0.003 while there are too
 * few examples for that, or {@code gda.alpha} where that is not 0. Without texts α only scales confidence.
 *
 * <p>Classes without an example add 0 to zero-shot; without texts they have probability 0. With no shots the scores are
 * zero-shot's. Tensors as in {@link LogitTensors}, α within the weights.
 */
public final class GaussianDiscriminant implements AdapterMethod {
    /** Name of the method. */
    public static final String NAME = "gda";

    static final NumberOption ALPHA = NumberOption.decimal(NAME + ".alpha", 0, 0, 1e4);
    static final List<NumberOption> OPTIONS = List.of(ALPHA);
    static final List<Double> CANDIDATES = List.of(0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0);

    /** Index of the candidate where nothing can be compared: the little weight that few examples deserve. */
    private static final int CAUTIOUS = 1;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public AdapterArtifact fit(TrainingInput input) {
        WeighedRows rows = WeighedRows.of(input);
        if (rows.n() == 0) {
            return artifact(input, new GaussianClasses(new double[rows.d() * rows.k()], new double[rows.k()]), rows, 0);
        }
        double alpha = ALPHA.in(input.options());
        if (alpha == 0) {
            alpha = CANDIDATES.get(AlphaSearch.decidable(input) ? search(input, rows.k()) : CAUTIOUS);
        }
        return artifact(input, GaussianClasses.of(rows), rows, alpha);
    }

    private static int search(TrainingInput input, int classes) {
        return new AlphaSearch(input, OutOfFold.folds(input.support(), classes)).best(FoldScores.ALL, CAUTIOUS);
    }

    /** Fits each fold's part once; α of a fold is chosen by the other folds. */
    @Override
    public float[] outOfFold(TrainingInput input, int[] folds) throws InvalidAdapterException {
        if (ALPHA.in(input.options()) != 0) {
            return OutOfFold.refit(this, input, folds);
        }
        AlphaSearch search = new AlphaSearch(input, folds);
        float[] probabilities = new float[input.support().size() * input.head().classes()];
        for (int fold = 0; fold < OutOfFold.FOLDS; fold++) {
            int[] rows = OutOfFold.rows(folds, fold);
            if (rows.length > 0) {
                Adapter adapter = search.adapter(fold, search.best(fold, CAUTIOUS));
                OutOfFold.score(adapter, input.support().shots(), rows, probabilities);
            }
        }
        return probabilities;
    }

    @Override
    public Adapter load(AdapterArtifact artifact) throws InvalidAdapterException {
        return LogitTensors.load(artifact, NAME, true);
    }

    static AdapterArtifact artifact(TrainingInput input, GaussianClasses classes, WeighedRows rows, double alpha) {
        return LogitTensors.artifact(
                input.head(), NAME, times(alpha, classes.weights()), times(alpha, classes.bias()), rows.seen());
    }

    private static double[] times(double factor, double[] values) {
        return DoubleStream.of(values).map(value -> factor * value).toArray();
    }
}
