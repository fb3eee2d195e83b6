package io.clipstream.adapter;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** The share of Gaussian discriminant analysis by cross-entropy out of fold: one fit for each fold; owned by one thread. */
final class AlphaSearch {
    private static final float LEAST = 1e-12f;

    private final TrainingInput input;
    private final GaussianClasses[] classes = new GaussianClasses[OutOfFold.FOLDS];
    private final WeighedRows[] parts = new WeighedRows[OutOfFold.FOLDS];
    private final FoldScores scores = new FoldScores(GaussianDiscriminant.CANDIDATES.size());
    private final boolean decided;

    AlphaSearch(TrainingInput input, int[] folds) {
        this.input = input;
        boolean[] eligible = FoldScores.eligible(input.support(), input.head().classes());
        boolean any = false;
        for (int fold = 0; fold < OutOfFold.FOLDS; fold++) {
            fit(folds, fold);
            int[] rows = IntStream.of(OutOfFold.rows(folds, fold))
                    .filter(row -> eligible[row])
                    .toArray();
            if (rows.length > 0) {
                any = true;
                score(rows, fold);
            }
        }
        this.decided = any;
    }

    /** Whether enough examples can speak for anything to be decided, see {@link FoldScores}. */
    static boolean decidable(TrainingInput input) {
        for (boolean eligible :
                FoldScores.eligible(input.support(), input.head().classes())) {
            if (eligible) {
                return true;
            }
        }
        return false;
    }

    /** Index of the best candidate over all folds but one; {@code otherwise} where too few examples speak. */
    int best(int exceptFold, int otherwise) {
        return decided ? scores.best(exceptFold) : otherwise;
    }

    /** What is fitted without a fold, with this candidate. */
    Adapter adapter(int fold, int candidate) {
        double alpha = GaussianDiscriminant.CANDIDATES.get(candidate);
        try {
            return new GaussianDiscriminant()
                    .load(GaussianDiscriminant.artifact(
                            input.with(new SupportSet(List.of())), classes[fold], parts[fold], alpha));
        } catch (InvalidAdapterException e) {
            throw new IllegalStateException("a closed form gave what cannot be loaded", e);
        }
    }

    private void fit(int[] folds, int fold) {
        List<Shot> rest = new ArrayList<>();
        for (int row = 0; row < folds.length; row++) {
            if (folds[row] != fold) {
                rest.add(input.support().shots().get(row));
            }
        }
        parts[fold] = WeighedRows.of(input.with(new SupportSet(rest)));
        classes[fold] = rest.isEmpty()
                ? new GaussianClasses(new double[parts[fold].d() * parts[fold].k()], new double[parts[fold].k()])
                : GaussianClasses.of(parts[fold]);
    }

    private void score(int[] rows, int fold) {
        float[] probabilities = new float[input.head().classes()];
        for (int candidate = 0; candidate < GaussianDiscriminant.CANDIDATES.size(); candidate++) {
            Adapter adapter = adapter(fold, candidate);
            for (int row : rows) {
                Shot shot = input.support().shots().get(row);
                adapter.probabilities(shot.feature(), 1, probabilities);
                double loss = -StrictMath.log(Math.max(probabilities[shot.label()], LEAST));
                scores.add(candidate, fold, shot.weight() * loss);
            }
        }
    }
}
