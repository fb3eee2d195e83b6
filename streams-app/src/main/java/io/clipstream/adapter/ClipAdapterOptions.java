package io.clipstream.adapter;

import java.util.List;
import java.util.Map;

/**
 * The options of CLIP-Adapter, read and checked.
 *
 * @param ratio share of the adapted feature, 0 to 1 (the paper: about 0.2 for general images, 0.6 to 0.8 for special ones)
 * @param hidden width of the bottleneck, from 1
 * @param secondRelu whether a ReLU follows the second layer too, as in the authors' code
 * @param epochs passes over the shots, from 1
 * @param batch shots in a step, from 1
 * @param learningRate of AdamW at the first step; falls to 0 along a cosine
 * @param weightDecay of AdamW, decoupled
 */
record ClipAdapterOptions(
        double ratio, int hidden, boolean secondRelu, int epochs, int batch, double learningRate, double weightDecay) {
    static final NumberOption RATIO = NumberOption.decimal("clip-adapter.ratio", 0.2, 0, 1);
    static final NumberOption REDUCTION = NumberOption.whole("clip-adapter.reduction", 4, 1, 1024);
    static final NumberOption SECOND_RELU = NumberOption.whole("clip-adapter.second-relu", 0, 0, 1);
    static final NumberOption EPOCHS = NumberOption.whole("clip-adapter.epochs", 60, 1, 10_000);
    static final NumberOption BATCH = NumberOption.whole("clip-adapter.batch", 32, 1, 4096);
    static final NumberOption LEARNING_RATE = NumberOption.decimal("clip-adapter.learning-rate", 3e-4, 1e-8, 1);
    static final NumberOption WEIGHT_DECAY = NumberOption.decimal("clip-adapter.weight-decay", 0.01, 0, 10);
    static final List<NumberOption> ALL =
            List.of(RATIO, REDUCTION, SECOND_RELU, EPOCHS, BATCH, LEARNING_RATE, WEIGHT_DECAY);

    /** Throws {@link IllegalArgumentException} naming key, value and range. */
    static ClipAdapterOptions of(Map<String, String> options, int dimension) {
        return new ClipAdapterOptions(
                RATIO.in(options),
                Math.max(1, dimension / (int) REDUCTION.in(options)),
                SECOND_RELU.in(options) == 1,
                (int) EPOCHS.in(options),
                (int) BATCH.in(options),
                LEARNING_RATE.in(options),
                WEIGHT_DECAY.in(options));
    }
}
