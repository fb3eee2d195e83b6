package io.clipstream.adapter;

import java.util.Arrays;
import java.util.List;

/** The loss of a cache whose keys are trained, on a batch, and its gradient by hand; owned by one thread. */
final class TipLoss {
    private final ClassHead base;
    private final TipCache start;
    private final TipSetting setting;
    private final Parameter[] columns;
    private final float[][] columnValues;
    private final float[][] columnGradients;
    private float[][] affinities = new float[0][];

    TipLoss(ClassHead base, TipCache start, TipSetting setting) {
        this.base = base;
        this.start = start;
        this.setting = setting;
        this.columnValues = start.columns(base.dimension());
        this.columns = Arrays.stream(columnValues).map(Parameter::of).toArray(Parameter[]::new);
        this.columnGradients = Arrays.stream(columns).map(Parameter::gradient).toArray(float[][]::new);
    }

    /** The keys as columns: D arrays of N. */
    List<Parameter> keys() {
        return List.of(columns);
    }

    /** The cache with the keys as they are now. */
    TipCache cache() {
        return new TipCache(FloatRows.transposed(columnValues, start.size()), start.labels(), start.weights());
    }

    /** Σ w CE / Σ w of the shots; sets the gradient of the keys. */
    double at(List<Shot> shots) {
        int count = shots.size();
        if (affinities.length < count) {
            affinities = new float[count][start.size()];
        }
        float[][] features = shots.stream().map(Shot::feature).toArray(float[][]::new);
        float[][] logits = TipHead.zeroShot(base, features);
        FloatRows.times(features, columnValues, count, affinities);
        double total = shots.stream().mapToDouble(Shot::weight).sum();
        double loss = 0;
        for (int row = 0; row < count; row++) {
            loss += shots.get(row).weight() / total * crossEntropy(affinities[row], logits[row], shots.get(row), total);
        }
        FloatRows.transposeTimes(features, affinities, count, columnGradients);
        return loss;
    }

    /** One shot's loss; leaves in {@code affinity} the derivative by each, in {@code logits} by each. */
    private double crossEntropy(float[] affinity, float[] logits, Shot shot, double total) {
        for (int j = 0; j < affinity.length; j++) {
            double raised = StrictMath.exp(setting.beta() * ((double) affinity[j] - 1));
            affinity[j] = (float) (setting.alpha() * start.weights()[j] * raised);
            logits[start.labels()[j]] += affinity[j];
        }
        double loss = Softmax.crossEntropy(logits, shot.label());
        Softmax.apply(logits, 0, logits.length);
        logits[shot.label()] -= 1;
        for (int j = 0; j < affinity.length; j++) {
            affinity[j] *= (float) (setting.beta() * shot.weight() / total) * logits[start.labels()[j]];
        }
        return loss;
    }
}
