package io.clipstream.adapter;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Trains the branches of a CLIP-Adapter: weighted cross-entropy, AdamW, shuffled batches, everything random from a seed.
 *
 * <p>With held-out shots the ratios learn from those alone, and the weights never: a step of the one follows a step of the
 * other, each with an optimiser of its own.
 */
final class ClipAdapterTrainer {
    /** Keeps the order of the shots independent of the draws that the weights start from. */
    private static final long ORDER = 0x9E3779B97F4A7C15L;

    private final ClassHead head;
    private final ClipAdapterOptions options;
    private final long seed;

    ClipAdapterTrainer(ClassHead head, ClipAdapterOptions options, long seed) {
        this.head = head;
        this.options = options;
        this.seed = seed;
    }

    /** The trained branches; {@code support} is not empty. */
    ClipAdapterBranches train(List<Shot> support) {
        return train(support, List.of());
    }

    /** The branches trained on {@code support}, which is not empty, their ratios on {@code heldOut} if there are any. */
    ClipAdapterBranches train(List<Shot> support, List<Shot> heldOut) {
        ClipAdapterBranches branches = ClipAdapterBranches.random(head.dimension(), options, seed);
        ClipAdapterLoss loss = new ClipAdapterLoss(head, branches.visualOrNull(), branches.textOrNull());
        Optimiser weights = new Optimiser(branches.weights(), options.weightDecay(), AdamW.EPSILON);
        Optimiser ratios = new Optimiser(branches.ratios(), 0, AdamW.EPSILON);
        List<Shot> shots = new ArrayList<>(support);
        Random order = new Random(seed ^ ORDER);
        int batches = batches(shots);
        long steps = (long) options.epochs() * batches;
        for (long step = 0; step < steps; step++) {
            int batch = (int) (step % batches);
            if (batch == 0) {
                Collections.shuffle(shots, order);
            }
            double share = Optimiser.cosine((double) step / steps);
            loss.at(batch(shots, batch));
            weights.step(share * options.learningRate());
            if (!heldOut.isEmpty()) {
                loss.atRatio(batch(heldOut, (int) (step % batches(heldOut))));
            }
            ratios.step(share * options.ratioLearningRate());
        }
        return branches;
    }

    private int batches(List<Shot> shots) {
        return (shots.size() + options.batch() - 1) / options.batch();
    }

    private List<Shot> batch(List<Shot> shots, int batch) {
        int from = batch * options.batch();
        return shots.subList(from, Math.min(from + options.batch(), shots.size()));
    }
}
