package io.clipstream.adapter;

/**
 * softmax(z0 + x V + b) over the classes that are admitted, the others at 0; immutable.
 *
 * <p>z0 = s · x Tᵀ, or 0 where texts play no part. StrictMath, as in {@link ZeroShotHead}: the same probabilities from the
 * same version on every machine.
 */
final class LogitHead implements Adapter {
    private final LinearMap logits;
    private final float[] bias;
    private final boolean[] admitted;

    /**
     * Folds texts and weights into one map.
     *
     * @param textOrNull text weights [K, D]; null where they play no part
     * @param weights V [D, K]
     * @param bias b [K]
     * @param admitted of each class, at least one true
     */
    LogitHead(float[] textOrNull, float logitScale, float[] weights, float[] bias, boolean[] admitted) {
        int classes = bias.length;
        int dimension = weights.length / classes;
        float[] sum = weights.clone();
        if (textOrNull != null) {
            for (int c = 0; c < classes; c++) {
                for (int i = 0; i < dimension; i++) {
                    sum[i * classes + c] += logitScale * textOrNull[c * dimension + i];
                }
            }
        }
        this.logits = new LinearMap(sum, dimension, classes);
        this.bias = bias.clone();
        this.admitted = admitted.clone();
    }

    @Override
    public int classes() {
        return bias.length;
    }

    @Override
    public void probabilities(float[] features, int count, float[] probabilities) {
        logits.apply(features, count, probabilities);
        for (int row = 0; row < count; row++) {
            softmax(probabilities, row * bias.length);
        }
    }

    private void softmax(float[] values, int from) {
        double highest = Double.NEGATIVE_INFINITY;
        for (int c = 0; c < bias.length; c++) {
            if (admitted[c]) {
                highest = Math.max(highest, (double) values[from + c] + bias[c]);
            }
        }
        double sum = 0;
        for (int c = 0; c < bias.length; c++) {
            double raised = admitted[c] ? StrictMath.exp((double) values[from + c] + bias[c] - highest) : 0;
            values[from + c] = (float) raised;
            sum += raised;
        }
        for (int c = 0; c < bias.length; c++) {
            values[from + c] = (float) (values[from + c] / sum);
        }
    }
}
