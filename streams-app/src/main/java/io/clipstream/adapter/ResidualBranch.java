package io.clipstream.adapter;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One adapter in training, over images' features or over class rows: y = r · A(x) + (1 − r) · x renormalised, and the
 * gradient by hand; owned by one thread.
 *
 * <p>A is two linear layers without bias with a ReLU between (after the second too if asked), r comes from a {@link
 * BlendRatio}. The weights are held transposed, as the products want them.
 */
final class ResidualBranch {
    private final int dimension;
    private final int width;
    private final boolean secondRelu;
    private final BlendRatio ratio;
    private final Parameter[] down;
    private final Parameter[] up;
    private final float[][] upColumns;

    private float[][] inner = new float[0][];
    private float[][] adapted;
    private float[][] blended;
    private float[][] slopes;
    private float[][] innerSlopes;
    private float[] ratios;
    private float[] ratioSlopes;
    private double[] lengths;

    ResidualBranch(Bottleneck weights, int dimension, boolean secondRelu, BlendRatio ratio) {
        this.dimension = dimension;
        this.width = weights.down().length / dimension;
        this.secondRelu = secondRelu;
        this.ratio = ratio;
        this.down = transposed(weights.down(), width, dimension);
        this.up = transposed(weights.up(), dimension, width);
        this.upColumns = new float[dimension][width];
    }

    /** Adapts the first {@code count} rows; the result lasts until the next call. */
    float[][] forward(float[][] rows, int count) {
        reserve(count);
        FloatRows.times(rows, values(down), count, inner);
        relu(inner, count);
        FloatRows.times(inner, values(up), count, adapted);
        if (secondRelu) {
            relu(adapted, count);
        }
        ratio.of(rows, count, ratios);
        for (int row = 0; row < count; row++) {
            blend(rows[row], row);
        }
        return blended;
    }

    private void blend(float[] source, int row) {
        float[] mixed = blended[row];
        for (int i = 0; i < dimension; i++) {
            mixed[i] = ratios[row] * adapted[row][i] + (1 - ratios[row]) * source[i];
        }
        lengths[row] = Math.sqrt(FloatRows.dot(mixed, mixed) + ClipAdapterHead.EPSILON);
        float scale = (float) (1 / lengths[row]);
        for (int i = 0; i < dimension; i++) {
            mixed[i] *= scale;
        }
    }

    /** Sets the gradient of the ratio's parameters alone, for the rows of the last {@link #forward}; see there. */
    void backwardToRatio(float[][] rows, int count, float[][] outer) {
        for (int row = 0; row < count; row++) {
            double along = FloatRows.dot(outer[row], blended[row]);
            double ratioSlope = 0;
            for (int i = 0; i < dimension; i++) {
                // Derivative by the blend before it was renormalised.
                float slope = (float) ((outer[row][i] - along * blended[row][i]) / lengths[row]);
                ratioSlope += (double) slope * (adapted[row][i] - rows[row][i]);
                slopes[row][i] = slope;
            }
            ratioSlopes[row] = (float) ratioSlope;
        }
        ratio.backward(rows, count, ratios, ratioSlopes);
    }

    /**
     * Sets the gradient of all parameters.
     *
     * @param rows those of the last {@link #forward}
     * @param outer derivative of the loss by what it returned
     */
    void backward(float[][] rows, int count, float[][] outer) {
        backwardToRatio(rows, count, outer);
        for (int row = 0; row < count; row++) {
            for (int i = 0; i < dimension; i++) {
                slopes[row][i] *= secondRelu && adapted[row][i] <= 0 ? 0 : ratios[row];
            }
        }
        FloatRows.transposeTimes(inner, slopes, count, gradients(up));
        FloatRows.transpose(values(up), width, upColumns);
        FloatRows.times(slopes, upColumns, count, innerSlopes);
        for (int row = 0; row < count; row++) {
            for (int h = 0; h < width; h++) {
                innerSlopes[row][h] = inner[row][h] > 0 ? innerSlopes[row][h] : 0;
            }
        }
        FloatRows.transposeTimes(rows, innerSlopes, count, gradients(down));
    }

    /** The weights of both layers; the ratio's parameters are apart. */
    List<Parameter> weights() {
        List<Parameter> all = new ArrayList<>(Arrays.asList(down));
        all.addAll(Arrays.asList(up));
        return all;
    }

    BlendRatio ratio() {
        return ratio;
    }

    /** What a version keeps: {@code down} [H, D], {@code up} [D, H] and the ratio's, their names after {@code prefix}. */
    Map<String, Tensor> tensors(String prefix) {
        Map<String, Tensor> tensors = new HashMap<>(ratio.tensors(prefix));
        tensors.put(prefix + ClipAdapter.DOWN, Tensor.ofRows(FloatRows.transposed(values(down), width)));
        tensors.put(prefix + ClipAdapter.UP, Tensor.ofRows(FloatRows.transposed(values(up), dimension)));
        return tensors;
    }

    private void reserve(int count) {
        if (inner.length < count) {
            inner = new float[count][width];
            innerSlopes = new float[count][width];
            adapted = new float[count][dimension];
            blended = new float[count][dimension];
            slopes = new float[count][dimension];
            ratios = new float[count];
            ratioSlopes = new float[count];
            lengths = new double[count];
        }
    }

    private static Parameter[] transposed(float[] matrix, int rows, int columns) {
        float[][] transposed = FloatRows.transposed(FloatRows.of(matrix, rows, columns), columns);
        return Arrays.stream(transposed).map(Parameter::of).toArray(Parameter[]::new);
    }

    private static float[][] values(Parameter[] rows) {
        return Arrays.stream(rows).map(Parameter::values).toArray(float[][]::new);
    }

    private static float[][] gradients(Parameter[] rows) {
        return Arrays.stream(rows).map(Parameter::gradient).toArray(float[][]::new);
    }

    private static void relu(float[][] rows, int count) {
        for (int row = 0; row < count; row++) {
            for (int i = 0; i < rows[row].length; i++) {
                rows[row][i] = Math.max(rows[row][i], 0f);
            }
        }
    }
}
