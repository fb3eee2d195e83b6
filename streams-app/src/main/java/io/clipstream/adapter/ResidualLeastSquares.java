package io.clipstream.adapter;

import java.util.List;
import java.util.Map;

/**
 * Ridge regression onto what zero-shot gets wrong: V = (XᵀX + λI)⁻¹ Xᵀ (onehot − softmax(z0)), p ∝ max(softmax(z0) + x V,
 * 1e-6).
 *
 * <p>X is [N, D], z0 = s · x Tᵀ. The closed form is solved in double precision by Cholesky's factorisation, in its dual
 * Xᵀ (X Xᵀ + λI)⁻¹ where N &lt; D. With no shots V is 0 and the scores are zero-shot's. Reads the tensors {@code text}
 * [K, D] and {@code residual} [D, K]. Option {@code residual-least-squares.lambda}, 0.1 by default.
 *
 * <p>Source: ridge regression on the residual of CLIP's probabilities, this project's own plainest learner; the residual
 * idea as in Yu et al., "Task Residual for Tuning Vision-Language Models", 2023.
 */
public final class ResidualLeastSquares implements InstantMethod {
    /** Name of the method. */
    public static final String NAME = "residual-least-squares";

    /** Tensor of the residual weights V, [D, K]. */
    public static final String RESIDUAL = "residual";

    static final NumberOption LAMBDA = NumberOption.decimal(NAME + ".lambda", 0.1, 1e-6, 1e6);
    static final List<NumberOption> OPTIONS = List.of(LAMBDA);
    private static final float FLOOR = 1e-6f;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public AdapterArtifact fit(TrainingInput input) {
        return artifact(input.head(), weights(input));
    }

    /** Each example is an exact update in O(D² + D K): the same weights as a fit on all, but for rounding. */
    @Override
    public InstantSeries series(TrainingInput input) {
        double[] weights = weights(input);
        return new ResidualSeries(input, weights, artifact(input.head(), weights), LAMBDA.in(input.options()));
    }

    @Override
    public InstantSeries series(TrainingInput input, AdapterArtifact base) throws InvalidAdapterException {
        load(base);
        InstantSeries series = series(input);
        // The closed form costs less than telling from the outside what a version was fitted on.
        if (!series.artifact().equals(base)) {
            throw new InvalidAdapterException(
                    "the base version is not what these " + input.support().size()
                            + " examples and this head give, expected the version that was fitted on them");
        }
        return series;
    }

    private static double[] weights(TrainingInput input) {
        int n = input.support().size();
        int d = input.head().dimension();
        int k = input.head().classes();
        return solve(features(input.support(), d), targets(input), n, d, k, LAMBDA.in(input.options()));
    }

    private static AdapterArtifact artifact(ClassHead head, double[] weights) {
        Tensor residual = new Tensor(new int[] {head.dimension(), head.classes()}, LogitTensors.toFloats(weights));
        return ZeroShot.artifact(head, NAME, Map.of(ZeroShot.TEXT, head.text(), RESIDUAL, residual));
    }

    /** Sums XᵀX and Xᵀ(onehot − softmax(z0)) once for each fold; a fold's fit is all of them less its own. */
    @Override
    public float[] outOfFold(TrainingInput input, int[] folds) throws InvalidAdapterException {
        if (input.support().size() < input.head().dimension()) {
            // The dual form is small then.
            return OutOfFold.refit(this, input, folds);
        }
        int d = input.head().dimension();
        int k = input.head().classes();
        FoldedNormals normals = new FoldedNormals(features(input.support(), d), targets(input), d, k, folds);
        float[] probabilities = new float[input.support().size() * k];
        for (int fold = 0; fold < OutOfFold.FOLDS; fold++) {
            float[] v = LogitTensors.toFloats(normals.solveWithout(fold, LAMBDA.in(input.options())));
            Adapter adapter = new Loaded(ZeroShot.head(input.head()), new LinearMap(v, d, k));
            OutOfFold.score(adapter, input.support().shots(), OutOfFold.rows(folds, fold), probabilities);
        }
        return probabilities;
    }

    @Override
    public Adapter load(AdapterArtifact artifact) throws InvalidAdapterException {
        CheckedArtifact checked = new CheckedArtifact(artifact, NAME);
        ZeroShotHead zeroShot = ZeroShot.head(checked);
        float[] residual = checked.matrix(RESIDUAL, checked.dimension(), checked.classes());
        return new Loaded(zeroShot, new LinearMap(residual, checked.dimension(), checked.classes()));
    }

    /** V [D, K] for X [N, D] and targets [N, K]; the primal form costs N D² + D³/6, the dual N² D + N³/6. */
    static double[] solve(double[] x, double[] targets, int n, int d, int k, double lambda) {
        if (n >= d) {
            return solvePrimal(x, targets, n, d, k, lambda);
        }
        double[] gram = DoubleMatrices.upperGram(DoubleMatrices.transpose(x, n, d), d, n);
        addToDiagonal(gram, n, lambda);
        double[] weights = targets.clone();
        DoubleMatrices.solve(gram, weights, n, k);
        return DoubleMatrices.transposeTimes(x, weights, n, d, k);
    }

    static double[] solvePrimal(double[] x, double[] targets, int n, int d, int k, double lambda) {
        double[] gram = DoubleMatrices.upperGram(x, n, d);
        addToDiagonal(gram, d, lambda);
        double[] v = DoubleMatrices.transposeTimes(x, targets, n, d, k);
        DoubleMatrices.solve(gram, v, d, k);
        return v;
    }

    static void addToDiagonal(double[] gram, int size, double lambda) {
        for (int i = 0; i < size; i++) {
            gram[i * size + i] += lambda;
        }
    }

    private static double[] features(SupportSet support, int dimension) {
        double[] x = new double[support.size() * dimension];
        for (int row = 0; row < support.size(); row++) {
            float[] feature = support.shots().get(row).feature();
            for (int i = 0; i < dimension; i++) {
                x[row * dimension + i] = feature[i];
            }
        }
        return x;
    }

    /** onehot − softmax(z0), [N, K]. */
    static double[] targets(TrainingInput input) {
        int k = input.head().classes();
        int n = input.support().size();
        float[] zeroShot = new float[n * k];
        ZeroShot.head(input.head()).probabilities(input.support().features(), n, zeroShot);
        double[] targets = new double[n * k];
        for (int i = 0; i < targets.length; i++) {
            targets[i] = -zeroShot[i];
        }
        for (int row = 0; row < n; row++) {
            targets[row * k + input.support().shots().get(row).label()] += 1;
        }
        return targets;
    }

    /** Adds a row of {@code correction} to the probabilities in the same place; all stay above 0 and sum to 1. */
    static void correct(float[] probabilities, float[] correction, int from, int classes) {
        double sum = 0;
        for (int i = from; i < from + classes; i++) {
            probabilities[i] = Math.max(probabilities[i] + correction[i], FLOOR);
            sum += probabilities[i];
        }
        for (int i = from; i < from + classes; i++) {
            probabilities[i] = (float) (probabilities[i] / sum);
        }
    }

    private record Loaded(ZeroShotHead zeroShot, LinearMap residual) implements Adapter {
        @Override
        public int classes() {
            return zeroShot.classes();
        }

        @Override
        public void probabilities(float[] features, int count, float[] probabilities) {
            zeroShot.probabilities(features, count, probabilities);
            float[] correction = new float[count * classes()];
            residual.apply(features, count, correction);
            for (int row = 0; row < count; row++) {
                correct(probabilities, correction, row * classes(), classes());
            }
        }
    }
}
