package io.clipstream.adapter;

/** A loaded cache: softmax(s · x Tᵀ + α Σ w exp(−β (1 − x · key)) by class); immutable. */
final class TipHead implements Adapter {
    private final ClassHead base;
    private final LinearMap text;
    private final LinearMap keys;
    private final TipCache cache;
    private final TipSetting setting;

    TipHead(ClassHead base, TipCache cache, TipSetting setting) {
        int d = base.dimension();
        this.base = base;
        this.text = columns(base.text().values(), base.classes(), d);
        this.keys = columns(Tensor.ofRows(cache.keys()).values(), cache.size(), d);
        this.cache = cache;
        this.setting = setting;
    }

    private static LinearMap columns(float[] rows, int count, int dimension) {
        return new LinearMap(LinearMap.transpose(rows, count, dimension), dimension, count);
    }

    /** s · x Tᵀ of each feature. */
    static float[][] zeroShot(ClassHead head, float[][] features) {
        float[][] logits = new float[features.length][head.classes()];
        float[][] text = FloatRows.of(head.text().values(), head.classes(), head.dimension());
        FloatRows.times(features, FloatRows.transposed(text, head.dimension()), features.length, logits);
        for (float[] row : logits) {
            for (int c = 0; c < row.length; c++) {
                row[c] *= head.logitScale();
            }
        }
        return logits;
    }

    @Override
    public int classes() {
        return base.classes();
    }

    @Override
    public void probabilities(float[] features, int count, float[] probabilities) {
        int k = classes();
        float[] affinities = new float[count * cache.size()];
        text.apply(features, count, probabilities);
        keys.apply(features, count, affinities);
        for (int row = 0; row < count; row++) {
            for (int c = row * k; c < (row + 1) * k; c++) {
                probabilities[c] *= base.logitScale();
            }
            cache.add(affinities, row * cache.size(), setting, probabilities, row * k);
            Softmax.apply(probabilities, row * k, k);
        }
    }
}
