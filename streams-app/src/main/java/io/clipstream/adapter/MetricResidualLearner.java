package io.clipstream.adapter;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The metric residual of one task: base scores and sample statistics, made once, and fits on top of them; immutable.
 *
 * <p>Which examples there are is given with each fit; head, sample and options are those of the input it was made for.
 */
final class MetricResidualLearner {
    private final ClassHead head;
    private final boolean hasText;
    private final boolean calibrated;
    private final BaseScores base;
    private final double[][] secondMoment;

    MetricResidualLearner(TrainingInput input) {
        this.head = input.head();
        this.hasText = head.hasText();
        this.calibrated = MetricResidual.CALIBRATION.in(input.options()) == 1;
        boolean sampled = MetricResidual.UNLABELLED.in(input.options()) == 1
                && input.sample().size() >= BaseScores.LEAST_SAMPLE;
        this.base = sampled ? BaseScores.of(head, input.sample()) : BaseScores.of(head);
        this.secondMoment = sampled ? input.sample().moments().second() : null;
    }

    /**
     * A fit.
     *
     * @param outOfFold probabilities [N, K] by fits without each row's fold, which its calibration rests on; null without
     *     calibration
     */
    record Fitted(MetricResidualModel model, float[] outOfFold) {}

    /** Fits, calibrates out of fold, and fits again with the weights that the calibration gives. */
    Fitted fit(SupportSet support) {
        FitRows rows = FitRows.of(support, head.classes());
        if (!calibrated) {
            return new Fitted(model(rows, new Calibration(1, 0, rows.weights())), null);
        }
        double[][] logits = logits(rows, OutOfFold.folds(support, head.classes()));
        Calibration found = Calibration.of(usable(logits, rows), rows.labels(), head.classes());
        double[] weights = new double[rows.size()];
        for (int row = 0; row < weights.length; row++) {
            weights[row] = found.weights()[row] * rows.weights()[row];
        }
        MetricResidualModel model = model(rows, new Calibration(found.beta(), found.noise(), weights));
        return new Fitted(model, probabilities(logits, found.beta()));
    }

    /** Fits with the weights of a calibration that is there already. */
    MetricResidualModel model(FitRows rows, Calibration calibration) {
        FitRows weighted = rows.withWeights(calibration.weights());
        return new MetricResidualModel(weights(weighted), offsets(weighted), calibration);
    }

    /** τ S for these rows, at least one. */
    WithinClassMetric metric(FitRows rows) {
        return WithinClassMetric.of(rows, secondMoment);
    }

    private double[][] weights(FitRows rows) {
        double[][] residual = ResidualFit.fit(rows, base, secondMoment, hasText);
        int[] seen = rows.seen();
        double[][] weights = new double[residual.length][];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = base.weights()[i].clone();
            for (int c = 0; c < seen.length; c++) {
                weights[i][seen[c]] += residual[i][c];
            }
        }
        return weights;
    }

    /** Without text, classes without an example are left out, once there are examples at all. */
    private double[] offsets(FitRows rows) {
        double[] offsets = base.offsets().clone();
        if (!hasText && rows.size() > 0) {
            int[] counts = rows.counts();
            for (int c = 0; c < offsets.length; c++) {
                offsets[c] = counts[c] == 0 ? MetricResidualModel.LEFT_OUT : 0;
            }
        }
        return offsets;
    }

    /** Probabilities [N, K] of each row by a fit without its fold; β is that of all of them. */
    float[] outOfFold(SupportSet support, int[] folds) {
        FitRows rows = FitRows.of(support, head.classes());
        double[][] logits = logits(rows, folds);
        double beta = calibrated
                ? Calibration.of(usable(logits, rows), rows.labels(), head.classes())
                        .beta()
                : 1;
        return probabilities(logits, beta);
    }

    /** Takes the logits' arrays for its own. */
    private float[] probabilities(double[][] logits, double beta) {
        float[] probabilities = new float[logits.length * head.classes()];
        for (int row = 0; row < logits.length; row++) {
            RowAlgebra.scale(logits[row], beta);
            Exp.softmax(logits[row]);
            for (int c = 0; c < head.classes(); c++) {
                probabilities[row * head.classes() + c] = (float) logits[row][c];
            }
        }
        return probabilities;
    }

    /** A row cannot be used where its fit did not know its class at all. */
    private static HeldOutLogits usable(double[][] logits, FitRows rows) {
        double[][] usable = new double[logits.length][];
        for (int row = 0; row < usable.length; row++) {
            usable[row] = logits[row][rows.labels()[row]] <= MetricResidualModel.LEFT_OUT / 2 ? null : logits[row];
        }
        return new HeldOutLogits(usable, rows.labels());
    }

    /** z [N, K] of each row by a fit without its fold; without text and without another fold every class is left out. */
    private double[][] logits(FitRows rows, int[] folds) {
        double[][] logits = new double[rows.size()][];
        for (int fold = 0; fold < OutOfFold.FOLDS; fold++) {
            int[] tested = OutOfFold.rows(folds, fold);
            if (tested.length == 0) {
                continue;
            }
            int left = fold;
            int[] fitted = IntStream.range(0, folds.length)
                    .filter(row -> folds[row] != left)
                    .toArray();
            FitRows training = rows.only(fitted);
            BaseScores scores = new BaseScores(weights(training), heldOutOffsets(training));
            double[][] scored = scores.logits(rows.only(tested).x());
            for (int i = 0; i < tested.length; i++) {
                logits[tested[i]] = scored[i];
            }
        }
        return logits;
    }

    private double[] heldOutOffsets(FitRows training) {
        double[] offsets = offsets(training);
        if (!hasText && training.size() == 0) {
            Arrays.fill(offsets, MetricResidualModel.LEFT_OUT);
        }
        return offsets;
    }
}
