package io.clipstream.adapter;

/** An adapter with its logits multiplied by a factor, after which its probabilities say how often it is right. */
public record Tempered(Adapter adapter, double sharpness) implements Adapter {
    /** The adapter itself where the factor is 1. */
    public static Adapter of(Adapter adapter, double sharpness) {
        // Written so that NaN fails too.
        if (!(sharpness >= 0.01 && sharpness <= 100)) {
            throw new IllegalArgumentException("sharpness " + sharpness + " must lie in [0.01, 100]");
        }
        return sharpness == 1 ? adapter : new Tempered(adapter, sharpness);
    }

    @Override
    public int classes() {
        return adapter.classes();
    }

    @Override
    public void probabilities(float[] features, int count, float[] probabilities) {
        adapter.probabilities(features, count, probabilities);
        Temperature.apply(probabilities, count, classes(), sharpness);
    }
}
