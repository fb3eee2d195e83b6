package io.clipstream.adapter;

/** A loaded visual adapter before the zero-shot head: f* = ratio · A(f) + (1 − ratio) · f, renormalised; immutable. */
final class ClipAdapterHead implements Adapter {
    /** Under the root of the length, so that a feature that cancels out stays finite. */
    static final float EPSILON = 1e-12f;

    private final ZeroShotHead zeroShot;
    private final LinearMap down;
    private final LinearMap up;
    private final float ratio;
    private final boolean secondRelu;

    ClipAdapterHead(
            ZeroShotHead zeroShot, Bottleneck weights, int dimension, int hidden, float ratio, boolean secondRelu) {
        this.zeroShot = zeroShot;
        this.down = new LinearMap(LinearMap.transpose(weights.down(), hidden, dimension), dimension, hidden);
        this.up = new LinearMap(LinearMap.transpose(weights.up(), dimension, hidden), hidden, dimension);
        this.ratio = ratio;
        this.secondRelu = secondRelu;
    }

    @Override
    public int classes() {
        return zeroShot.classes();
    }

    @Override
    public void probabilities(float[] features, int count, float[] probabilities) {
        zeroShot.probabilities(adapted(features, count), count, probabilities);
    }

    private float[] adapted(float[] features, int count) {
        float[] inner = new float[count * down.outputs()];
        down.apply(features, count, inner);
        relu(inner);
        float[] adapted = new float[count * up.outputs()];
        up.apply(inner, count, adapted);
        if (secondRelu) {
            relu(adapted);
        }
        for (int row = 0; row < count; row++) {
            mix(features, adapted, row * up.outputs());
        }
        return adapted;
    }

    private void mix(float[] features, float[] adapted, int from) {
        double square = 0;
        for (int i = from; i < from + up.outputs(); i++) {
            adapted[i] = ratio * adapted[i] + (1 - ratio) * features[i];
            square += (double) adapted[i] * adapted[i];
        }
        double length = Math.sqrt(square + EPSILON);
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
