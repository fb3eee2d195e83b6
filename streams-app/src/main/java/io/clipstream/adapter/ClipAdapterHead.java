package io.clipstream.adapter;

/** A loaded visual adapter before the head of (perhaps adapted) class rows; immutable. */
record ClipAdapterHead(AdaptedRows visual, ZeroShotHead rows) implements Adapter {
    /** Under the root of the length, so that a feature that cancels out stays finite. */
    static final float EPSILON = 1e-12f;

    @Override
    public int classes() {
        return rows.classes();
    }

    @Override
    public void probabilities(float[] features, int count, float[] probabilities) {
        rows.probabilities(visual.apply(features, count), count, probabilities);
    }
}
