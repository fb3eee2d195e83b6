package io.clipstream.adapter;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A ratio of its own for each row x: σ(o · relu(H x + h) + b), with {@value #WIDTH} hidden units.
 *
 * <p>This is Q(f, W) of the CLIP-Adapter paper, which says that α and β "can be dynamically predicted from either visual
 * feature or classifier weight via a hypernetwork" and nothing of its shape. The shape is ours: the ratio of an image comes
 * from its feature, the ratio of a class row from its text weights, by a network for each branch. The last layer starts at 0,
 * so that training starts from one ratio for all.
 */
final class RatioNetwork implements BlendRatio {
    static final int WIDTH = 16;
    static final String HIDDEN = "ratio-hidden";
    static final String HIDDEN_BIAS = "ratio-hidden-bias";
    static final String OUT = "ratio-out";
    static final String OUT_BIAS = "ratio-out-bias";

    private final Parameter[] hidden = new Parameter[WIDTH];
    private final Parameter hiddenBias;
    private final Parameter out;
    private final Parameter outBias;

    /** A network whose ratio is {@code start} for every row. */
    static RatioNetwork random(int dimension, double start, long seed) {
        Random random = new Random(seed);
        float[] hidden = new float[WIDTH * dimension];
        // Rows have length 1: this spread gives hidden units of about 1.
        for (int i = 0; i < hidden.length; i++) {
            hidden[i] = (float) random.nextGaussian();
        }
        return new RatioNetwork(
                hidden, new float[WIDTH], new float[WIDTH], new float[] {BlendRatio.logit(start)}, dimension);
    }

    /** A network with these weights: {@code hidden} [{@value #WIDTH}, D] row by row. */
    RatioNetwork(float[] hidden, float[] hiddenBias, float[] out, float[] outBias, int dimension) {
        for (int unit = 0; unit < WIDTH; unit++) {
            this.hidden[unit] = Parameter.of(Arrays.copyOfRange(hidden, unit * dimension, (unit + 1) * dimension));
        }
        this.hiddenBias = Parameter.of(hiddenBias);
        this.out = Parameter.of(out);
        this.outBias = Parameter.of(outBias);
    }

    @Override
    public void of(float[][] rows, int count, float[] ratios) {
        for (int row = 0; row < count; row++) {
            double logit = outBias.values()[0];
            for (int unit = 0; unit < WIDTH; unit++) {
                logit += out.values()[unit] * Math.max(0, before(unit, rows[row]));
            }
            ratios[row] = BlendRatio.sigmoid(logit);
        }
    }

    @Override
    public void backward(float[][] rows, int count, float[] ratios, float[] slopes) {
        parameters().forEach(parameter -> Arrays.fill(parameter.gradient(), 0f));
        for (int row = 0; row < count; row++) {
            float slope = slopes[row] * ratios[row] * (1 - ratios[row]);
            outBias.gradient()[0] += slope;
            for (int unit = 0; unit < WIDTH; unit++) {
                double before = before(unit, rows[row]);
                if (before > 0) {
                    out.gradient()[unit] += (float) (slope * before);
                    float inner = slope * out.values()[unit];
                    hiddenBias.gradient()[unit] += inner;
                    float[] gradient = hidden[unit].gradient();
                    for (int i = 0; i < gradient.length; i++) {
                        gradient[i] += inner * rows[row][i];
                    }
                }
            }
        }
    }

    private double before(int unit, float[] row) {
        return FloatRows.dot(hidden[unit].values(), row) + hiddenBias.values()[unit];
    }

    @Override
    public List<Parameter> parameters() {
        Parameter[] all = Arrays.copyOf(hidden, WIDTH + 3);
        all[WIDTH] = hiddenBias;
        all[WIDTH + 1] = out;
        all[WIDTH + 2] = outBias;
        return List.of(all);
    }

    @Override
    public Map<String, Tensor> tensors(String prefix) {
        float[][] rows = Arrays.stream(hidden).map(Parameter::values).toArray(float[][]::new);
        return Map.of(
                prefix + HIDDEN,
                Tensor.ofRows(rows),
                prefix + HIDDEN_BIAS,
                new Tensor(new int[] {WIDTH}, hiddenBias.values()),
                prefix + OUT,
                new Tensor(new int[] {WIDTH}, out.values()),
                prefix + OUT_BIAS,
                Tensor.scalar(outBias.values()[0]));
    }
}
