package io.clipstream.adapter;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * The same ratio for every row, given from outside.
 *
 * @param value 0 to 1
 */
record FixedRatio(float value) implements BlendRatio {
    /** Tensor of the ratio, a scalar. */
    static final String RATIO = "ratio";

    @Override
    public void of(float[][] rows, int count, float[] ratios) {
        Arrays.fill(ratios, 0, count, value);
    }

    @Override
    public void backward(float[][] rows, int count, float[] ratios, float[] slopes) {
        // Nothing of it is trained.
    }

    @Override
    public List<Parameter> parameters() {
        return List.of();
    }

    @Override
    public Map<String, Tensor> tensors(String prefix) {
        return Map.of(prefix + RATIO, Tensor.scalar(value));
    }
}
