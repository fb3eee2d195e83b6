package io.clipstream.adapter;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** CLIP-Adapter's loss written out in double precision from the paper, with nothing of the code under test. */
final class ReferenceAdapter {
    private ReferenceAdapter() {}

    /** Mean cross-entropy of the shots under a visual adapter with a fixed ratio. */
    static double loss(ClassHead head, Bottleneck weights, double ratio, boolean secondRelu, List<Shot> shots) {
        int d = head.dimension();
        int hidden = weights.down().length / d;
        Map<String, Tensor> tensors = Map.of(
                "down",
                new Tensor(new int[] {hidden, d}, weights.down()),
                "up",
                new Tensor(new int[] {d, hidden}, weights.up()),
                "ratio",
                Tensor.scalar((float) ratio));
        return loss(head, tensors, secondRelu, shots);
    }

    /** Σ w CE / Σ w of the shots under the adapters of these tensors, named as in a version. */
    static double loss(ClassHead head, Map<String, Tensor> tensors, boolean secondRelu, List<Shot> shots) {
        int d = head.dimension();
        double[][] rows = new double[head.classes()][];
        for (int c = 0; c < rows.length; c++) {
            float[] row = Arrays.copyOfRange(head.text().values(), c * d, (c + 1) * d);
            rows[c] = adapted(tensors, "text-", secondRelu, row);
        }
        double sum = 0;
        double weights = 0;
        for (Shot shot : shots) {
            double[] feature = adapted(tensors, "", secondRelu, shot.feature());
            double total = 0;
            double own = 0;
            for (int c = 0; c < rows.length; c++) {
                double logit = 0;
                for (int i = 0; i < d; i++) {
                    logit += head.logitScale() * feature[i] * rows[c][i];
                }
                total += Math.exp(logit);
                own = c == shot.label() ? logit : own;
            }
            sum += shot.weight() * (Math.log(total) - own);
            weights += shot.weight();
        }
        return sum / weights;
    }

    private static double[] adapted(Map<String, Tensor> tensors, String prefix, boolean secondRelu, float[] row) {
        int d = row.length;
        double[] mixed = new double[d];
        if (!tensors.containsKey(prefix + "down")) {
            for (int i = 0; i < d; i++) {
                mixed[i] = row[i];
            }
            return mixed;
        }
        float[] down = tensors.get(prefix + "down").values();
        float[] up = tensors.get(prefix + "up").values();
        int hidden = down.length / d;
        double ratio = ratio(tensors, prefix, row);
        double square = 0;
        for (int i = 0; i < d; i++) {
            double value = 0;
            for (int h = 0; h < hidden; h++) {
                value += up[i * hidden + h] * Math.max(product(down, h, row), 0);
            }
            mixed[i] = ratio * (secondRelu ? Math.max(value, 0) : value) + (1 - ratio) * row[i];
            square += mixed[i] * mixed[i];
        }
        for (int i = 0; i < d; i++) {
            mixed[i] /= Math.sqrt(square);
        }
        return mixed;
    }

    private static double ratio(Map<String, Tensor> tensors, String prefix, float[] row) {
        if (tensors.containsKey(prefix + "ratio")) {
            return tensors.get(prefix + "ratio").values()[0];
        }
        double logit = tensors.get(prefix + "ratio-out-bias").values()[0];
        for (int unit = 0; unit < 16; unit++) {
            double inner = product(tensors.get(prefix + "ratio-hidden").values(), unit, row)
                    + tensors.get(prefix + "ratio-hidden-bias").values()[unit];
            logit += tensors.get(prefix + "ratio-out").values()[unit] * Math.max(inner, 0);
        }
        return 1 / (1 + Math.exp(-logit));
    }

    private static double product(float[] matrix, int row, float[] column) {
        double sum = 0;
        for (int j = 0; j < column.length; j++) {
            sum += (double) matrix[row * column.length + j] * column[j];
        }
        return sum;
    }
}
