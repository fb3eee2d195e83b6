package io.clipstream.adapter;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Trains a visual adapter: cross-entropy, AdamW, shuffled batches, everything random from the input's seed. */
final class ClipAdapterTrainer {
    /** Keeps the order of the shots independent of the draws that the weights start from. */
    private static final long ORDER = 0x9E3779B97F4A7C15L;

    private final TrainingInput input;
    private final ClipAdapterOptions options;

    ClipAdapterTrainer(TrainingInput input, ClipAdapterOptions options) {
        this.input = input;
        this.options = options;
    }

    /** The trained weights; the support set is not empty. */
    Bottleneck train() {
        int dimension = input.head().dimension();
        Bottleneck weights = Bottleneck.random(dimension, options.hidden(), input.seed());
        Bottleneck gradient = Bottleneck.zero(dimension, options.hidden());
        AdamW down = new AdamW(weights.down().length, options.weightDecay());
        AdamW up = new AdamW(weights.up().length, options.weightDecay());
        List<Shot> shots = new ArrayList<>(input.support().shots());
        Random order = new Random(input.seed() ^ ORDER);
        int batches = (shots.size() + options.batch() - 1) / options.batch();
        int step = 0;
        try (BottleneckGradient loss = new BottleneckGradient(input.head(), options)) {
            for (int epoch = 0; epoch < options.epochs(); epoch++) {
                Collections.shuffle(shots, order);
                for (int batch = 0; batch < batches; batch++) {
                    int from = batch * options.batch();
                    loss.at(weights, shots.subList(from, Math.min(from + options.batch(), shots.size())), gradient);
                    double rate = rate((double) step++ / ((long) options.epochs() * batches));
                    down.step(weights.down(), gradient.down(), rate);
                    up.step(weights.up(), gradient.up(), rate);
                }
            }
        }
        return weights;
    }

    /** The learning rate after this share of all steps. */
    private double rate(double done) {
        return options.learningRate() * (1 + StrictMath.cos(Math.PI * done)) / 2;
    }
}
