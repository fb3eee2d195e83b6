package io.clipstream.adapter;

import java.util.ArrayList;
import java.util.List;

/**
 * Scores every shot by an adapter that was fitted without it, in five folds.
 *
 * <p>The fold of a shot is (its rank from 0 within its class, in id order, + class index) mod 5: it depends on the set
 * alone, and every class is spread over all folds.
 */
public final class OutOfFold {
    /** Number of folds. */
    public static final int FOLDS = 5;

    private OutOfFold() {}

    /** The fold of each shot, 0 to 4, in the order of the shots. */
    public static int[] folds(SupportSet support, int classes) {
        int[] folds = new int[support.size()];
        int[] ranks = new int[classes];
        for (int row = 0; row < folds.length; row++) {
            int label = support.shots().get(row).label();
            folds[row] = (ranks[label]++ + label) % FOLDS;
        }
        return folds;
    }

    /**
     * Out-of-fold probabilities [N, K] in the order of the shots. Costs one fit for each fold that has a shot.
     *
     * @throws InvalidAdapterException if a fit gives an adapter that cannot be served
     */
    public static float[] probabilities(AdapterMethod method, TrainingInput input) throws InvalidAdapterException {
        int classes = input.head().classes();
        List<Shot> shots = input.support().shots();
        int[] folds = folds(input.support(), classes);
        float[] probabilities = new float[shots.size() * classes];
        for (int fold = 0; fold < FOLDS; fold++) {
            List<Shot> rest = new ArrayList<>();
            List<Integer> rows = new ArrayList<>();
            for (int row = 0; row < folds.length; row++) {
                if (folds[row] == fold) {
                    rows.add(row);
                } else {
                    rest.add(shots.get(row));
                }
            }
            if (!rows.isEmpty()) {
                Adapter adapter = method.load(method.fit(input.with(new SupportSet(rest))));
                score(adapter, shots, rows, probabilities);
            }
        }
        return probabilities;
    }

    private static void score(Adapter adapter, List<Shot> shots, List<Integer> rows, float[] probabilities) {
        float[] one = new float[adapter.classes()];
        for (int row : rows) {
            adapter.probabilities(shots.get(row).feature(), 1, one);
            System.arraycopy(one, 0, probabilities, row * one.length, one.length);
        }
    }
}
