package io.clipstream.adapter;

/** softmax(s · x Tᵀ) over float32 rows; immutable. */
final class ZeroShotHead implements Adapter {
    private final LinearMap text;
    private final float logitScale;

    /** {@code text} is [K, D] row by row. */
    ZeroShotHead(float[] text, int classes, int dimension, float logitScale) {
        this.text = new LinearMap(LinearMap.transpose(text, classes, dimension), dimension, classes);
        this.logitScale = logitScale;
    }

    @Override
    public int classes() {
        return text.outputs();
    }

    @Override
    public void probabilities(float[] features, int count, float[] probabilities) {
        text.apply(features, count, probabilities);
        for (int row = 0; row < count; row++) {
            softmax(probabilities, row * classes());
        }
    }

    /** StrictMath: the same probabilities from the same version on every machine, interpreted or compiled. */
    private void softmax(float[] values, int from) {
        float highest = Float.NEGATIVE_INFINITY;
        for (int c = 0; c < classes(); c++) {
            highest = Math.max(highest, values[from + c]);
        }
        double sum = 0;
        for (int c = 0; c < classes(); c++) {
            double raised = StrictMath.exp((double) logitScale * (values[from + c] - highest));
            values[from + c] = (float) raised;
            sum += raised;
        }
        for (int c = 0; c < classes(); c++) {
            values[from + c] = (float) (values[from + c] / sum);
        }
    }
}
