package io.clipstream.adapter;

import java.util.List;

/**
 * The residual ratio with the lowest cross-entropy out of fold, among 0, 0.1, 0.2, 0.4, 0.6 and 0.8, each trained anew; with
 * both branches the same ratio for the two. Owned by one thread.
 *
 * <p>Ratio 0 is zero-shot itself, and wins ties. With too few shots to judge by (see {@link FoldScores}) the ratios stay as
 * the options say.
 */
final class RatioSearch {
    private static final double[] RATIOS = {0, 0.1, 0.2, 0.4, 0.6, 0.8};

    private final TrainingInput input;
    private final ClipAdapterOptions options;
    private final boolean[] eligible;

    RatioSearch(TrainingInput input, ClipAdapterOptions options) {
        this.input = input;
        this.options = options;
        this.eligible = FoldScores.eligible(input.support(), input.head().classes());
    }

    /** The options with the ratios found, fixed. */
    ClipAdapterOptions best(int[] folds) {
        if (!possible()) {
            return options.fixedAt(options.ratio(), options.textRatio());
        }
        try {
            double ratio = RATIOS[scores(candidates(folds), folds).best(FoldScores.ALL)];
            return options.fixedAt(ratio, ratio);
        } catch (InvalidAdapterException e) {
            throw new IllegalStateException("training went astray: " + e.getMessage(), e);
        }
    }

    /** Whether there are shots enough to judge by. */
    boolean possible() {
        for (boolean one : eligible) {
            if (one) {
                return true;
            }
        }
        return false;
    }

    /**
     * Scores every shot by a fit on all other folds, at the ratio that is best on the shots of all other folds: what a whole
     * search for each fold would give, at a fifth of its cost.
     */
    float[] outOfFold(int[] folds) throws InvalidAdapterException {
        float[][] candidates = candidates(folds);
        FoldScores scores = scores(candidates, folds);
        int k = input.head().classes();
        float[] probabilities = new float[folds.length * k];
        for (int row = 0; row < folds.length; row++) {
            System.arraycopy(candidates[scores.best(folds[row])], row * k, probabilities, row * k, k);
        }
        return probabilities;
    }

    private float[][] candidates(int[] folds) throws InvalidAdapterException {
        float[][] candidates = new float[RATIOS.length][];
        for (int i = 0; i < RATIOS.length; i++) {
            AdapterMethod fixed = new FixedAt(options.fixedAt(RATIOS[i], RATIOS[i]));
            candidates[i] = OutOfFold.refit(fixed, input, folds);
        }
        return candidates;
    }

    private FoldScores scores(float[][] candidates, int[] folds) {
        FoldScores scores = new FoldScores(RATIOS.length);
        List<Shot> shots = input.support().shots();
        int k = input.head().classes();
        for (int candidate = 0; candidate < candidates.length; candidate++) {
            for (int row = 0; row < folds.length; row++) {
                if (eligible[row]) {
                    double own = Math.max(
                            candidates[candidate][row * k + shots.get(row).label()], Float.MIN_NORMAL);
                    scores.add(candidate, folds[row], -shots.get(row).weight() * StrictMath.log(own));
                }
            }
        }
        return scores;
    }

    /** CLIP-Adapter with options of its own, whatever those of the input. */
    private record FixedAt(ClipAdapterOptions options) implements AdapterMethod {
        @Override
        public String name() {
            return ClipAdapter.NAME;
        }

        @Override
        public AdapterArtifact fit(TrainingInput fold) {
            return new ClipAdapterFit(fold, options).artifact();
        }

        @Override
        public Adapter load(AdapterArtifact artifact) throws InvalidAdapterException {
            return new ClipAdapter().load(artifact);
        }
    }
}
