package io.clipstream.adapter;

import java.util.List;
import java.util.Map;

/**
 * The options of CLIP-Adapter, read and checked.
 *
 * @param variant which branches have an adapter: {@code visual}, {@code text} or {@code both}
 * @param choice where the ratios come from: {@code fixed}, {@code searched}, {@code learned}, {@code network} or {@code
 *     held-out}
 * @param ratio share of the adapted feature, 0 to 1 (the paper: about 0.2 for general images, 0.6 to 0.8 for special ones);
 *     where it is learned, the start
 * @param textRatio share of the adapted class row, likewise
 * @param hidden width of the bottleneck, from 1
 * @param secondRelu whether a ReLU follows the second layer too, as in the authors' code
 * @param epochs passes over the shots, from 1
 * @param batch shots in a step, from 1
 * @param learningRate of AdamW at the first step; falls to 0 along a cosine
 * @param ratioLearningRate the same for what the ratio is learned by
 * @param weightDecay of AdamW, decoupled; the ratio has none
 */
record ClipAdapterOptions(
        String variant,
        String choice,
        double ratio,
        double textRatio,
        int hidden,
        boolean secondRelu,
        int epochs,
        int batch,
        double learningRate,
        double ratioLearningRate,
        double weightDecay) {
    static final String VISUAL = "visual";
    static final String TEXT = "text";
    static final String BOTH = "both";
    static final String FIXED = "fixed";
    static final String SEARCHED = "searched";
    static final String LEARNED = "learned";
    static final String NETWORK = "network";
    static final String HELD_OUT = "held-out";

    static final WordOption VARIANT = WordOption.of("clip-adapter.variant", VISUAL, TEXT, BOTH);
    static final WordOption CHOICE =
            WordOption.of("clip-adapter.ratio-choice", FIXED, SEARCHED, LEARNED, NETWORK, HELD_OUT);
    static final NumberOption RATIO = NumberOption.decimal("clip-adapter.ratio", 0.2, 0, 1);
    static final NumberOption TEXT_RATIO = NumberOption.decimal("clip-adapter.text-ratio", 0.2, 0, 1);
    static final NumberOption REDUCTION = NumberOption.whole("clip-adapter.reduction", 4, 1, 1024);
    static final NumberOption SECOND_RELU = NumberOption.whole("clip-adapter.second-relu", 0, 0, 1);
    static final NumberOption EPOCHS = NumberOption.whole("clip-adapter.epochs", 60, 1, 10_000);
    static final NumberOption BATCH = NumberOption.whole("clip-adapter.batch", 32, 1, 4096);
    static final NumberOption LEARNING_RATE = NumberOption.decimal("clip-adapter.learning-rate", 1e-4, 1e-8, 1);
    static final NumberOption RATIO_LEARNING_RATE =
            NumberOption.decimal("clip-adapter.ratio-learning-rate", 0.01, 1e-8, 1);
    static final NumberOption WEIGHT_DECAY = NumberOption.decimal("clip-adapter.weight-decay", 0.01, 0, 10);
    static final List<MethodOption> ALL = List.of(
            VARIANT,
            CHOICE,
            RATIO,
            TEXT_RATIO,
            REDUCTION,
            SECOND_RELU,
            EPOCHS,
            BATCH,
            LEARNING_RATE,
            RATIO_LEARNING_RATE,
            WEIGHT_DECAY);

    /** Throws {@link IllegalArgumentException} naming key, value and range. */
    static ClipAdapterOptions of(Map<String, String> options, int dimension) {
        return new ClipAdapterOptions(
                VARIANT.in(options),
                CHOICE.in(options),
                RATIO.in(options),
                TEXT_RATIO.in(options),
                Math.max(1, dimension / (int) REDUCTION.in(options)),
                SECOND_RELU.in(options) == 1,
                (int) EPOCHS.in(options),
                (int) BATCH.in(options),
                LEARNING_RATE.in(options),
                options.containsKey(RATIO_LEARNING_RATE.name())
                        ? RATIO_LEARNING_RATE.in(options)
                        : usualRatioRate(CHOICE.in(options)),
                WEIGHT_DECAY.in(options));
    }

    /** Ratios that learn from the shots that the weights learn from run to 1 at a larger rate, and below zero-shot. */
    private static double usualRatioRate(String choice) {
        return switch (choice) {
            case LEARNED -> 1e-3;
            case NETWORK -> 1e-4;
            default -> RATIO_LEARNING_RATE.fallback();
        };
    }

    boolean visual() {
        return !variant.equals(TEXT);
    }

    boolean text() {
        return !variant.equals(VISUAL);
    }

    /** The same options with these ratios, fixed. */
    ClipAdapterOptions fixedAt(double visualRatio, double rowRatio) {
        return new ClipAdapterOptions(
                variant,
                FIXED,
                visualRatio,
                rowRatio,
                hidden,
                secondRelu,
                epochs,
                batch,
                learningRate,
                ratioLearningRate,
                weightDecay);
    }

    /** The same options with the ratios learned as parameters. */
    ClipAdapterOptions learned() {
        return new ClipAdapterOptions(
                variant,
                LEARNED,
                ratio,
                textRatio,
                hidden,
                secondRelu,
                epochs,
                batch,
                learningRate,
                ratioLearningRate,
                weightDecay);
    }
}
