package io.clipstream.adapter;

import java.util.List;

/**
 * CLIP-Adapter's loss on a batch and its gradient by hand: weighted cross-entropy of softmax(s · f* W*ᵀ), f* the adapted
 * features, W* the adapted class rows; owned by one thread.
 */
final class ClipAdapterLoss {
    private final ResidualBranch visualOrNull;
    private final ResidualBranch textOrNull;
    private final float[][] text;
    private final float[][] textColumns;
    private final float logitScale;

    private float[][] logits = new float[0][];
    private float[][] featureSlopes;
    private final float[][] textSlopes;

    /** Either branch may be null, and then features or class rows stay as they are. */
    ClipAdapterLoss(ClassHead head, ResidualBranch visualOrNull, ResidualBranch textOrNull) {
        this.visualOrNull = visualOrNull;
        this.textOrNull = textOrNull;
        this.text = FloatRows.of(head.text().values(), head.classes(), head.dimension());
        this.textColumns = FloatRows.transposed(text, head.dimension());
        this.textSlopes = new float[textOrNull == null ? 0 : head.classes()][head.dimension()];
        this.logitScale = head.logitScale();
    }

    /** Σ w CE / Σ w of the shots; sets the gradients of the branches' weights and ratios. */
    double at(List<Shot> shots) {
        return at(shots, false);
    }

    /** The same loss; sets the gradients of the ratios alone. */
    double atRatio(List<Shot> shots) {
        return at(shots, true);
    }

    private double at(List<Shot> shots, boolean ratioAlone) {
        int count = shots.size();
        float[][] rows = shots.stream().map(Shot::feature).toArray(float[][]::new);
        reserve(count);
        float[][] features = visualOrNull == null ? rows : visualOrNull.forward(rows, count);
        float[][] classes = textOrNull == null ? text : textOrNull.forward(text, text.length);
        if (textOrNull != null) {
            FloatRows.transpose(classes, classes.length, textColumns);
        }
        FloatRows.times(features, textColumns, count, logits);
        double loss = crossEntropy(shots);
        if (visualOrNull != null) {
            FloatRows.times(logits, classes, count, featureSlopes);
            backward(visualOrNull, rows, count, featureSlopes, ratioAlone);
        }
        if (textOrNull != null) {
            FloatRows.transposeTimes(logits, features, count, textSlopes);
            backward(textOrNull, text, text.length, textSlopes, ratioAlone);
        }
        return loss;
    }

    private static void backward(
            ResidualBranch branch, float[][] rows, int count, float[][] slopes, boolean ratioAlone) {
        if (ratioAlone) {
            branch.backwardToRatio(rows, count, slopes);
        } else {
            branch.backward(rows, count, slopes);
        }
    }

    /** The loss; leaves in {@code logits}, which hold cosines, the derivative by each. */
    private double crossEntropy(List<Shot> shots) {
        double total = shots.stream().mapToDouble(Shot::weight).sum();
        double loss = 0;
        for (int row = 0; row < shots.size(); row++) {
            float[] logit = logits[row];
            int label = shots.get(row).label();
            double share = shots.get(row).weight() / total;
            float highest = Float.NEGATIVE_INFINITY;
            for (float cosine : logit) {
                highest = Math.max(highest, cosine);
            }
            double own = (double) logitScale * (logit[label] - highest);
            double sum = 0;
            for (int c = 0; c < logit.length; c++) {
                double raised = StrictMath.exp((double) logitScale * (logit[c] - highest));
                logit[c] = (float) raised;
                sum += raised;
            }
            loss += share * (StrictMath.log(sum) - own);
            for (int c = 0; c < logit.length; c++) {
                logit[c] = (float) (share * logitScale * (logit[c] / sum - (c == label ? 1 : 0)));
            }
        }
        return loss;
    }

    private void reserve(int count) {
        if (logits.length < count) {
            logits = new float[count][text.length];
            featureSlopes = new float[count][visualOrNull == null ? 0 : textColumns.length];
        }
    }
}
