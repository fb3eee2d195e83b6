package io.clipstream.adapter;

import java.util.Arrays;

/** softmax(x W + b) with β folded in: one product a batch, a row's result not depending on the others; immutable. */
final class MetricResidualHead implements Adapter {
    private final float[][] weights;
    private final float[] offsets;

    MetricResidualHead(MetricResidualModel model) {
        double beta = model.calibration().beta();
        this.weights = RowAlgebra.toFloats(model.weights());
        this.offsets = new float[model.offsets().length];
        for (float[] row : weights) {
            for (int c = 0; c < row.length; c++) {
                row[c] *= (float) beta;
            }
        }
        for (int c = 0; c < offsets.length; c++) {
            offsets[c] = (float) (beta * model.offsets()[c]);
        }
    }

    @Override
    public int classes() {
        return offsets.length;
    }

    @Override
    public void probabilities(float[] features, int count, float[] probabilities) {
        int dimension = weights.length;
        int classes = offsets.length;
        float[][] x = new float[count][];
        for (int row = 0; row < count; row++) {
            x[row] = Arrays.copyOfRange(features, row * dimension, (row + 1) * dimension);
        }
        float[][] logits = new float[count][classes];
        RowAlgebra.product(x, weights, logits);
        double[] one = new double[classes];
        for (int row = 0; row < count; row++) {
            for (int c = 0; c < classes; c++) {
                one[c] = logits[row][c] + offsets[c];
            }
            Exp.softmax(one);
            for (int c = 0; c < classes; c++) {
                probabilities[row * classes + c] = (float) one[c];
            }
        }
    }
}
