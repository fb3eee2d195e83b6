package io.clipstream.adapter;

/** A trained adapter over rows: y = r · A(x) + (1 − r) · x, renormalised; immutable. */
final class AdaptedRows {
    private final LinearMap down;
    private final LinearMap up;
    private final boolean secondRelu;
    private final BlendRatio ratio;

    AdaptedRows(Bottleneck weights, int dimension, int hidden, boolean secondRelu, BlendRatio ratio) {
        this.down = new LinearMap(LinearMap.transpose(weights.down(), hidden, dimension), dimension, hidden);
        this.up = new LinearMap(LinearMap.transpose(weights.up(), dimension, hidden), hidden, dimension);
        this.secondRelu = secondRelu;
        this.ratio = ratio;
    }

    /** Reads the tensors whose names begin with {@code prefix}. */
    static AdaptedRows of(CheckedArtifact checked, String prefix) throws InvalidAdapterException {
        int d = checked.dimension();
        int hidden = checked.rows(prefix + ClipAdapter.DOWN);
        float[] down = checked.matrix(prefix + ClipAdapter.DOWN, hidden, d);
        float[] up = checked.matrix(prefix + ClipAdapter.UP, d, hidden);
        boolean secondRelu = checked.scalar(ClipAdapter.SECOND_RELU, 0, 1) == 1;
        return new AdaptedRows(new Bottleneck(down, up), d, hidden, secondRelu, ratio(checked, prefix));
    }

    private static BlendRatio ratio(CheckedArtifact checked, String prefix) throws InvalidAdapterException {
        if (!checked.has(prefix + RatioNetwork.HIDDEN)) {
            return new FixedRatio(checked.scalar(prefix + FixedRatio.RATIO, 0, 1));
        }
        return new RatioNetwork(
                checked.matrix(prefix + RatioNetwork.HIDDEN, RatioNetwork.WIDTH, checked.dimension()),
                checked.matrix(prefix + RatioNetwork.HIDDEN_BIAS, RatioNetwork.WIDTH),
                checked.matrix(prefix + RatioNetwork.OUT, RatioNetwork.WIDTH),
                checked.matrix(prefix + RatioNetwork.OUT_BIAS),
                checked.dimension());
    }

    /** Whether the ratio is 0, so that rows stay as they are. */
    boolean leavesAlone() {
        return ratio instanceof FixedRatio fixed && fixed.value() == 0;
    }

    /** The adapted rows of [count, D] row by row. */
    float[] apply(float[] rows, int count) {
        if (leavesAlone()) {
            return rows;
        }
        float[] inner = new float[count * down.outputs()];
        down.apply(rows, count, inner);
        relu(inner);
        float[] adapted = new float[count * up.outputs()];
        up.apply(inner, count, adapted);
        if (secondRelu) {
            relu(adapted);
        }
        float[] ratios = new float[count];
        ratio.of(FloatRows.of(rows, count, up.outputs()), count, ratios);
        for (int row = 0; row < count; row++) {
            mix(rows, adapted, row * up.outputs(), ratios[row]);
        }
        return adapted;
    }

    private void mix(float[] rows, float[] adapted, int from, float share) {
        double square = 0;
        for (int i = from; i < from + up.outputs(); i++) {
            adapted[i] = share * adapted[i] + (1 - share) * rows[i];
            square += (double) adapted[i] * adapted[i];
        }
        double length = Math.sqrt(square + ClipAdapterHead.EPSILON);
        for (int i = from; i < from + up.outputs(); i++) {
            adapted[i] = (float) (adapted[i] / length);
        }
    }

    private static void relu(float[] values) {
        for (int i = 0; i < values.length; i++) {
            values[i] = Math.max(values[i], 0f);
        }
    }
}
