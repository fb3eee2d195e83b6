package io.clipstream.adapter;

import java.util.List;

/** CLIP-Adapter's loss written out in double precision from the paper, with nothing of the code under test. */
final class ReferenceAdapter {
    private ReferenceAdapter() {}

    /** Mean cross-entropy of the shots. */
    static double loss(ClassHead head, Bottleneck weights, double ratio, boolean secondRelu, List<Shot> shots) {
        double sum = 0;
        for (Shot shot : shots) {
            double[] adapted = adapted(weights, ratio, secondRelu, shot.feature());
            double[] logits = new double[head.classes()];
            double total = 0;
            for (int c = 0; c < logits.length; c++) {
                for (int i = 0; i < adapted.length; i++) {
                    logits[c] += head.logitScale() * adapted[i] * head.text().values()[c * adapted.length + i];
                }
                total += Math.exp(logits[c]);
            }
            sum += Math.log(total) - logits[shot.label()];
        }
        return sum / shots.size();
    }

    private static double[] adapted(Bottleneck weights, double ratio, boolean secondRelu, float[] feature) {
        int d = feature.length;
        int hidden = weights.down().length / d;
        double[] mixed = new double[d];
        double square = 0;
        for (int i = 0; i < d; i++) {
            double value = 0;
            for (int h = 0; h < hidden; h++) {
                double inner = 0;
                for (int j = 0; j < d; j++) {
                    inner += (double) weights.down()[h * d + j] * feature[j];
                }
                value += weights.up()[i * hidden + h] * Math.max(inner, 0);
            }
            mixed[i] = ratio * (secondRelu ? Math.max(value, 0) : value) + (1 - ratio) * feature[i];
            square += mixed[i] * mixed[i];
        }
        for (int i = 0; i < d; i++) {
            mixed[i] /= Math.sqrt(square);
        }
        return mixed;
    }
}
