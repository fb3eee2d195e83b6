package io.clipstream.adapter;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** The same ratio σ(a) for every row, a a parameter; served as a {@link FixedRatio}. */
final class LearnedRatio implements BlendRatio {
    private final Parameter logit;

    LearnedRatio(double start) {
        this.logit = Parameter.of(BlendRatio.logit(start));
    }

    float value() {
        return BlendRatio.sigmoid(logit.values()[0]);
    }

    @Override
    public void of(float[][] rows, int count, float[] ratios) {
        Arrays.fill(ratios, 0, count, value());
    }

    @Override
    public void backward(float[][] rows, int count, float[] ratios, float[] slopes) {
        double sum = 0;
        for (int row = 0; row < count; row++) {
            sum += (double) slopes[row] * ratios[row] * (1 - ratios[row]);
        }
        logit.gradient()[0] = (float) sum;
    }

    @Override
    public List<Parameter> parameters() {
        return List.of(logit);
    }

    @Override
    public Map<String, Tensor> tensors(String prefix) {
        return new FixedRatio(value()).tensors(prefix);
    }
}
