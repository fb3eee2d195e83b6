package io.clipstream.adapter;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Trains the keys of a cache: weighted cross-entropy, AdamW, shuffled batches.
 *
 * @param setting α and β while training
 * @param epochs passes over the shots
 * @param batch shots in a step
 * @param learningRate at the first step; falls to 0 along a cosine
 * @param weightDecay of AdamW, decoupled
 * @param seed of the order of the shots
 */
record TipKeyTrainer(TipSetting setting, int epochs, int batch, double learningRate, double weightDecay, long seed) {
    /** As in the authors' code, which trains in half precision. */
    private static final float EPSILON = 1e-4f;

    /** The cache of these shots, at least one, with trained keys. */
    TipCache train(ClassHead base, List<Shot> support) {
        TipLoss loss = new TipLoss(base, TipCache.of(support), setting);
        Optimiser optimiser = new Optimiser(loss.keys(), weightDecay, EPSILON);
        List<Shot> shots = new ArrayList<>(support);
        Random order = new Random(seed);
        int batches = (shots.size() + batch - 1) / batch;
        long steps = (long) epochs * batches;
        for (long step = 0; step < steps; step++) {
            int from = (int) (step % batches) * batch;
            if (from == 0) {
                Collections.shuffle(shots, order);
            }
            loss.at(shots.subList(from, Math.min(from + batch, shots.size())));
            optimiser.step(learningRate * Optimiser.cosine((double) step / steps));
        }
        return loss.cache();
    }
}
