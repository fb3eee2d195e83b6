package io.clipstream.adapter;

import java.util.Arrays;
import java.util.List;

/**
 * Logistic regression that starts at the texts and is drawn back to them: z = s · x Tᵀ + x V, min Σ w_i CE + ½ λ Σ_c r_c
 * |V_c|².
 *
 * <p>Source: Yu et al., "Task Residual for Tuning Vision-Language Models", 2023 (arXiv 2211.10277): a residual beside the
 * text weights, V = s · α · R there; Silva-Rodríguez et al., "A Closer Look at the Few-Shot Adaptation of Large
 * Vision-Language Models", 2024 (arXiv 2312.12730): the penalty towards the texts (CLAP), heavier for classes that zero-shot
 * knows. r_c is 0.05 + the mean zero-shot probability of the class's examples, or 1 with {@code
 * task-residual.class-adaptive} 0. Differs from both in solving the convex problem to its minimum by L-BFGS instead of
 * gradient descent over epochs. {@code task-residual.lambda} is 0.3 by default, and needs no validation set: accuracy changes
 * by about half a point from 0.1 to 1.
 *
 * <p>Classes without an example keep V_c = 0; without texts they have probability 0. With no shots the scores are
 * zero-shot's. Tensors as in {@link LogitTensors}.
 */
public final class TaskResidual implements AdapterMethod {
    /** Name of the method. */
    public static final String NAME = "task-residual";

    static final NumberOption LAMBDA = NumberOption.decimal(NAME + ".lambda", 0.3, 1e-4, 1e4);
    static final NumberOption CLASS_ADAPTIVE = NumberOption.whole(NAME + ".class-adaptive", 1, 0, 1);
    static final List<NumberOption> OPTIONS = List.of(LAMBDA, CLASS_ADAPTIVE);

    /** Least share of the penalty: a class that zero-shot never gets right is still held. */
    private static final double LEAST = 0.05;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public AdapterArtifact fit(TrainingInput input) {
        WeighedRows rows = WeighedRows.of(input);
        double lambda = LAMBDA.in(input.options());
        double[] penalties = new double[rows.k()];
        Arrays.fill(penalties, lambda);
        if (CLASS_ADAPTIVE.in(input.options()) == 1) {
            double[] known = known(input, rows);
            for (int c = 0; c < penalties.length; c++) {
                penalties[c] = lambda * (LEAST + known[c]);
            }
        }
        LogisticRegression.Weights fitted =
                new LogisticRegression(rows, rows.zeroShotLogits(input.head()), penalties, false).fit();
        return LogitTensors.artifact(input.head(), NAME, fitted.weights(), fitted.bias(), rows.seen());
    }

    @Override
    public Adapter load(AdapterArtifact artifact) throws InvalidAdapterException {
        return LogitTensors.load(artifact, NAME, true);
    }

    /** Mean zero-shot probability of each class's examples. */
    private static double[] known(TrainingInput input, WeighedRows rows) {
        float[] zeroShot = new float[rows.n() * rows.k()];
        ZeroShot.head(input.head()).probabilities(input.support().features(), rows.n(), zeroShot);
        double[] sums = new double[rows.k()];
        for (int row = 0; row < rows.n(); row++) {
            sums[rows.labels()[row]] += rows.weights()[row] * zeroShot[row * rows.k() + rows.labels()[row]];
        }
        double[] weights = rows.classWeights();
        for (int c = 0; c < sums.length; c++) {
            sums[c] = weights[c] == 0 ? 0 : sums[c] / weights[c];
        }
        return sums;
    }
}
