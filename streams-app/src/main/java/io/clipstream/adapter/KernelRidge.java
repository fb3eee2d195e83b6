package io.clipstream.adapter;

import java.util.List;
import java.util.Map;

/**
 * Kernel ridge regression onto what zero-shot gets wrong: p ∝ max(softmax(z0) + k(x, X) A, 1e-6) with A = (K + λ W⁻¹)⁻¹
 * (onehot − softmax(z0)) and k(x, x') = exp(−β (1 − x·x')), W the shots' weights.
 *
 * <p>The kernel is Tip-Adapter's affinity (Zhang et al., "Tip-Adapter: Training-free Adaption of CLIP for Few-shot
 * Classification", 2022, equation 7), on features of length 1 a Gaussian of width 1 / √β; ridge regression with it as in
 * Saunders et al., "Ridge Regression Learning Algorithm in Dual Variables", 1998. Like {@link ResidualLeastSquares} it leaves
 * zero-shot as it is far from all examples. {@code kernel-ridge.beta} 2 and {@code kernel-ridge.lambda} 0.1 by default, fixed:
 * accuracy changes by about a point at most over β 1 to 4 and λ 0.03 to 0.3. A version holds the features of its examples.
 *
 * <p>Reads the tensors {@code text} [K, D], {@code support} X [N, D], {@code dual} A [N, K] and the scalar {@code beta}. With
 * no shots support is one row of zeros with weights 0, and the scores are zero-shot's.
 */
public final class KernelRidge implements AdapterMethod {
    /** Name of the method. */
    public static final String NAME = "kernel-ridge";

    static final String SUPPORT = "support";
    static final String DUAL = "dual";
    static final String WIDTH = "beta";

    static final NumberOption BETA = NumberOption.decimal(NAME + ".beta", 2, 1e-3, 1e3);
    static final NumberOption LAMBDA = NumberOption.decimal(NAME + ".lambda", 0.1, 1e-6, 1e6);
    static final List<NumberOption> OPTIONS = List.of(BETA, LAMBDA);

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public AdapterArtifact fit(TrainingInput input) {
        WeighedRows rows = WeighedRows.of(input);
        float beta = (float) BETA.in(input.options());
        boolean empty = rows.n() == 0;
        int n = Math.max(1, rows.n());
        double[] dual = empty ? new double[rows.k()] : ResidualLeastSquares.targets(input);
        if (!empty) {
            double[] gram = kernel(rows, beta);
            for (int row = 0; row < n; row++) {
                gram[row * n + row] += LAMBDA.in(input.options()) / rows.weights()[row];
            }
            DoubleMatrices.solve(gram, dual, n, rows.k());
        }
        float[] support = empty ? new float[rows.d()] : input.support().features();
        return ZeroShot.artifact(
                input.head(),
                NAME,
                Map.of(
                        ZeroShot.TEXT,
                        input.head().text(),
                        SUPPORT,
                        new Tensor(new int[] {n, rows.d()}, support),
                        DUAL,
                        new Tensor(new int[] {n, rows.k()}, LogitTensors.toFloats(dual)),
                        WIDTH,
                        Tensor.scalar(beta)));
    }

    @Override
    public Adapter load(AdapterArtifact artifact) throws InvalidAdapterException {
        CheckedArtifact checked = new CheckedArtifact(artifact, NAME);
        int n = checked.rows(SUPPORT);
        float[] support = checked.matrix(SUPPORT, n, checked.dimension());
        return new Loaded(
                ZeroShot.head(checked),
                new LinearMap(LinearMap.transpose(support, n, checked.dimension()), checked.dimension(), n),
                new LinearMap(checked.matrix(DUAL, n, checked.classes()), n, checked.classes()),
                checked.scalar(WIDTH, (float) BETA.lowest(), (float) BETA.highest()));
    }

    /** Upper triangle of K [n, n]. */
    private static double[] kernel(WeighedRows rows, double beta) {
        int n = rows.n();
        double[] kernel = DoubleMatrices.upperGram(DoubleMatrices.transpose(rows.x(), n, rows.d()), rows.d(), n);
        for (int i = 0; i < n; i++) {
            for (int j = i; j < n; j++) {
                kernel[i * n + j] = StrictMath.exp(-beta * (1 - kernel[i * n + j]));
            }
        }
        return kernel;
    }

    private record Loaded(ZeroShotHead zeroShot, LinearMap support, LinearMap dual, float beta) implements Adapter {
        @Override
        public int classes() {
            return zeroShot.classes();
        }

        @Override
        public void probabilities(float[] features, int count, float[] probabilities) {
            zeroShot.probabilities(features, count, probabilities);
            float[] near = new float[count * support.outputs()];
            support.apply(features, count, near);
            for (int i = 0; i < near.length; i++) {
                near[i] = (float) StrictMath.exp((double) -beta * (1 - near[i]));
            }
            float[] correction = new float[count * classes()];
            dual.apply(near, count, correction);
            for (int row = 0; row < count; row++) {
                ResidualLeastSquares.correct(probabilities, correction, row * classes(), classes());
            }
        }
    }
}
