package io.clipstream.adapter;

import java.util.List;
import java.util.Map;

/** How much of the adapted row goes into the blend, by row; its training face is owned by one thread. */
sealed interface BlendRatio permits FixedRatio, LearnedRatio, RatioNetwork {
    /** Writes the ratio, 0 to 1, of each of the first {@code count} rows. */
    void of(float[][] rows, int count, float[] ratios);

    /**
     * Sets the gradient of the parameters.
     *
     * @param ratios what {@link #of} gave for these rows
     * @param slopes derivative of the loss by the ratio of each row
     */
    void backward(float[][] rows, int count, float[] ratios, float[] slopes);

    /** What training changes; empty where the ratio is fixed. */
    List<Parameter> parameters();

    /** What a version keeps of it, tensor names beginning with {@code prefix}. */
    Map<String, Tensor> tensors(String prefix);

    /** The number whose logistic function is this ratio; ratios of 0 and 1 are taken as 0.001 and 0.999. */
    static float logit(double ratio) {
        double inside = Math.min(0.999, Math.max(0.001, ratio));
        return (float) StrictMath.log(inside / (1 - inside));
    }

    static float sigmoid(double logit) {
        return (float) (1 / (1 + StrictMath.exp(-logit)));
    }
}
