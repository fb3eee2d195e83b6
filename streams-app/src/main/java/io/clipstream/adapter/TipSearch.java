package io.clipstream.adapter;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The α and β with the lowest cross-entropy on shots that are not in the cache; owned by one thread.
 *
 * <p>The grid is that of the authors' code (there 200 × 20 steps, here as many of each as the options say), with α 0, which is
 * zero-shot, as a candidate of its own that wins ties. The authors take the best accuracy on a validation set.
 */
final class TipSearch {
    /** Shots of a part that are looked at, evenly chosen; fewer where the cache is large. */
    private static final int ROWS = 200;

    private static final int ROWS_TIMES_KEYS = 2_000_000;

    private final TipOptions options;
    private final FoldScores scores;

    TipSearch(TipOptions options) {
        this.options = options;
        this.scores = new FoldScores(1 + options.steps() * options.steps());
    }

    /** Adds what every candidate makes of these shots with a cache that holds none of them. */
    void add(int fold, ClassHead head, TipCache cache, List<Shot> shots) {
        List<Shot> rows = chosen(shots, Math.min(ROWS, Math.max(ROWS / 4, ROWS_TIMES_KEYS / (cache.size() + 1))));
        float[][] features = rows.stream().map(Shot::feature).toArray(float[][]::new);
        float[][] zeroShot = TipHead.zeroShot(head, features);
        float[][] affinities = new float[rows.size()][cache.size()];
        FloatRows.times(features, cache.columns(head.dimension()), rows.size(), affinities);
        for (int row = 0; row < rows.size(); row++) {
            add(fold, cache, rows.get(row), zeroShot[row], affinities[row]);
        }
    }

    private void add(int fold, TipCache cache, Shot shot, float[] zeroShot, float[] affinities) {
        scores.add(0, fold, shot.weight() * Softmax.crossEntropy(zeroShot, shot.label()));
        float[] raised = affinities.clone();
        float[] factor = affinities.clone();
        for (int j = 0; j < raised.length; j++) {
            raised[j] = cache.weights()[j] * (float) StrictMath.exp(options.beta(0) * (affinities[j] - 1));
            factor[j] = (float) StrictMath.exp(options.betaStep() * (affinities[j] - 1));
        }
        float[] sums = new float[zeroShot.length];
        float[] logits = new float[zeroShot.length];
        for (int b = 0; b < options.steps(); b++) {
            sum(cache, raised, factor, sums);
            for (int a = 0; a < options.steps(); a++) {
                float alpha = (float) options.alpha(a);
                for (int c = 0; c < logits.length; c++) {
                    logits[c] = zeroShot[c] + alpha * sums[c];
                }
                scores.add(
                        1 + b * options.steps() + a, fold, shot.weight() * Softmax.crossEntropy(logits, shot.label()));
            }
        }
    }

    /** Sums by class, and goes on to the next β: exp is taken once, its powers are products. */
    private static void sum(TipCache cache, float[] raised, float[] factor, float[] sums) {
        Arrays.fill(sums, 0f);
        for (int j = 0; j < raised.length; j++) {
            sums[cache.labels()[j]] += raised[j];
            raised[j] *= factor[j];
        }
    }

    /** The best setting on all folds but one. */
    TipSetting best(int exceptFold) {
        int candidate = scores.best(exceptFold) - 1;
        return candidate < 0
                ? TipSetting.ZERO_SHOT
                : new TipSetting(options.alpha(candidate % options.steps()), options.beta(candidate / options.steps()));
    }

    private static List<Shot> chosen(List<Shot> shots, int most) {
        if (shots.size() <= most) {
            return shots;
        }
        return IntStream.range(0, most)
                .mapToObj(i -> shots.get((int) ((long) i * shots.size() / most)))
                .toList();
    }
}
