package io.clipstream.adapter;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The adapters of a CLIP-Adapter in training: over images' features, over class rows, or both.
 *
 * @param visualOrNull null where features stay as they are
 * @param textOrNull null where class rows stay as they are
 */
record ClipAdapterBranches(ResidualBranch visualOrNull, ResidualBranch textOrNull) {
    /** Before the names of the text branch's tensors. */
    static final String TEXT_PREFIX = "text-";

    /** Keeps the text branch's draws apart from the visual's. */
    private static final long TEXT_SEED = 0xC2B2AE3D27D4EB4FL;

    /** Keeps the ratio networks' draws apart from the weights'. */
    private static final long NETWORK_SEED = 0x165667B19E3779F9L;

    /** As training starts: weights drawn from the seed, ratios as the options say. */
    static ClipAdapterBranches random(int dimension, ClipAdapterOptions options, long seed) {
        return new ClipAdapterBranches(
                options.visual() ? random(dimension, options, options.ratio(), seed) : null,
                options.text() ? random(dimension, options, options.textRatio(), seed ^ TEXT_SEED) : null);
    }

    /** Such that nothing is adapted: weights and ratios 0. */
    static ClipAdapterBranches none(int dimension, ClipAdapterOptions options) {
        return new ClipAdapterBranches(
                options.visual() ? zero(dimension, options) : null, options.text() ? zero(dimension, options) : null);
    }

    private static ResidualBranch random(int dimension, ClipAdapterOptions options, double start, long seed) {
        BlendRatio ratio =
                switch (options.choice()) {
                    case ClipAdapterOptions.LEARNED -> new LearnedRatio(start);
                    case ClipAdapterOptions.NETWORK -> RatioNetwork.random(dimension, start, seed ^ NETWORK_SEED);
                    default -> new FixedRatio((float) start);
                };
        Bottleneck weights = Bottleneck.random(dimension, options.hidden(), seed);
        return new ResidualBranch(weights, dimension, options.secondRelu(), ratio);
    }

    private static ResidualBranch zero(int dimension, ClipAdapterOptions options) {
        Bottleneck weights = Bottleneck.zero(dimension, options.hidden());
        return new ResidualBranch(weights, dimension, options.secondRelu(), new FixedRatio(0));
    }

    List<ResidualBranch> all() {
        List<ResidualBranch> branches = new ArrayList<>();
        if (visualOrNull != null) {
            branches.add(visualOrNull);
        }
        if (textOrNull != null) {
            branches.add(textOrNull);
        }
        return branches;
    }

    List<Parameter> weights() {
        return all().stream().flatMap(branch -> branch.weights().stream()).toList();
    }

    List<Parameter> ratios() {
        return all().stream()
                .flatMap(branch -> branch.ratio().parameters().stream())
                .toList();
    }

    Map<String, Tensor> tensors() {
        Map<String, Tensor> tensors = new HashMap<>();
        if (visualOrNull != null) {
            tensors.putAll(visualOrNull.tensors(""));
        }
        if (textOrNull != null) {
            tensors.putAll(textOrNull.tensors(TEXT_PREFIX));
        }
        return tensors;
    }
}
