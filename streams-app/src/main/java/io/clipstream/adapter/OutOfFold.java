package io.clipstream.adapter;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Scores every shot by an adapter that was fitted without it, in five folds.
 *
 * <p>The fold of a shot is (its rank from 0 within its class, in id order, + class index) mod 5: it depends on the set
 * alone, and every class is spread over all folds. A shot of a source that an earlier shot in id order came from joins that
 * one's fold and leaves the ranks as they are, so that near-duplicates are never on both sides.
 */
public final class OutOfFold {
    /** Number of folds. */
    public static final int FOLDS = 5;

    private OutOfFold() {}

    /** The fold of each shot, 0 to 4, in the order of the shots. */
    public static int[] folds(SupportSet support, int classes) {
        int[] folds = new int[support.size()];
        int[] ranks = new int[classes];
        Map<String, Integer> ofSources = new HashMap<>();
        for (int row = 0; row < folds.length; row++) {
            Shot shot = support.shots().get(row);
            Integer known = shot.source() == null ? null : ofSources.get(shot.source());
            folds[row] = known != null ? known : (ranks[shot.label()]++ + shot.label()) % FOLDS;
            if (shot.source() != null) {
                ofSources.put(shot.source(), folds[row]);
            }
        }
        return folds;
    }

    /**
     * Out-of-fold probabilities [N, K] in the order of the shots. Costs one fit for each fold that has a shot, or less where
     * the method shares work between folds: residual least squares then costs about as much as two or three fits.
     *
     * @throws InvalidAdapterException if a fit gives an adapter that cannot be served
     */
    public static float[] probabilities(AdapterMethod method, TrainingInput input) throws InvalidAdapterException {
        return method.outOfFold(input, folds(input.support(), input.head().classes()));
    }

    /** One fit after another, each without the shots of one fold. */
    static float[] refit(AdapterMethod method, TrainingInput input, int[] folds) throws InvalidAdapterException {
        List<Shot> shots = input.support().shots();
        float[] probabilities = new float[shots.size() * input.head().classes()];
        for (int fold = 0; fold < FOLDS; fold++) {
            int[] rows = rows(folds, fold);
            if (rows.length > 0) {
                List<Shot> rest = new ArrayList<>();
                for (int row = 0; row < folds.length; row++) {
                    if (folds[row] != fold) {
                        rest.add(shots.get(row));
                    }
                }
                score(method.load(method.fit(input.with(new SupportSet(rest)))), shots, rows, probabilities);
            }
        }
        return probabilities;
    }

    /** The rows of a fold. */
    static int[] rows(int[] folds, int fold) {
        return IntStream.range(0, folds.length)
                .filter(row -> folds[row] == fold)
                .toArray();
    }

    /** Writes an adapter's probabilities of these rows to their places. */
    static void score(Adapter adapter, List<Shot> shots, int[] rows, float[] probabilities) {
        float[] one = new float[adapter.classes()];
        for (int row : rows) {
            adapter.probabilities(shots.get(row).feature(), 1, one);
            System.arraycopy(one, 0, probabilities, row * one.length, one.length);
        }
    }
}
