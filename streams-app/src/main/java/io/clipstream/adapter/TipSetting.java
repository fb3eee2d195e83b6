package io.clipstream.adapter;

/**
 * The two numbers of Tip-Adapter.
 *
 * @param alpha how much the cache adds to the logits; 0 is zero-shot
 * @param beta how sharply affinity falls with distance
 */
record TipSetting(double alpha, double beta) {
    static final TipSetting ZERO_SHOT = new TipSetting(0, 1);
}
