package io.clipstream.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResidualLeastSquaresTest {
    private final ResidualLeastSquares method = new ResidualLeastSquares();

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 12})
    void fitsTheSolutionOfTheNormalEquations(int shotsPerClass) {
        // Given fewer and more shots than dimensions, and the ridge solution by Gauss-Jordan elimination
        Synthetic problem = new Synthetic(2, 4, 24, 0.8);
        TrainingInput input = problem.input(problem.shots(shotsPerClass, 0.6));
        double[][] expected = ridgeByGaussJordan(input, 0.1);
        // When the method fits
        Tensor residual = method.fit(input).tensors().get("residual");
        // Then the residual weights agree
        assertThat(residual.shape()).containsExactly(24, 4);
        for (int i = 0; i < 24; i++) {
            for (int c = 0; c < 4; c++) {
                assertThat(residual.values()[i * 4 + c]).isCloseTo((float) expected[i][c], within(2e-5f));
            }
        }
    }

    @Test
    void givesTheSameInPrimalAndInDualForm() {
        // Given fewer rows than dimensions
        Random random = new Random(3);
        int n = 20;
        int d = 64;
        double[] x = random.doubles((long) n * d, -1, 1).toArray();
        double[] targets = random.doubles(n * 5L, -1, 1).toArray();
        // When both forms solve it
        double[] dual = ResidualLeastSquares.solve(x, targets, n, d, 5, 0.1);
        double[] primal = ResidualLeastSquares.solvePrimal(x, targets, n, d, 5, 0.1);
        // Then they agree
        assertThat(dual).containsExactly(primal, within(1e-9));
    }

    @Test
    void scoresAsZeroShotBeforeTheFirstShot() throws InvalidAdapterException {
        // Given no shots
        Synthetic problem = new Synthetic(4, 6, 32, 0.8);
        SupportSet rows = problem.shots(5, 0.6);
        TrainingInput empty = problem.input(new SupportSet(List.of()));
        // When the method and zero-shot score the same rows
        float[] residual = Synthetic.probabilities(method.load(method.fit(empty)), rows);
        float[] zeroShot = Synthetic.probabilities(ZeroShot.head(problem.head()), rows);
        // Then they agree, but for the floor under every probability
        assertThat(residual).containsExactly(zeroShot, within(7e-6f));
    }

    @Test
    void addsTheResidualToTheZeroShotProbabilities() throws InvalidAdapterException {
        // Given residual weights that push one class far down and another up
        ClassHead head = new ClassHead(List.of("a", "b"), "r", "m", Tensor.ofRows(new float[][] {{1, 0}, {1, 0}}), 10f);
        Tensor residual = new Tensor(new int[] {2, 2}, new float[] {-5f, 0.25f, 0, 0});
        AdapterArtifact artifact =
                ZeroShot.artifact(head, "residual-least-squares", Map.of("text", head.text(), "residual", residual));
        // When a feature along that axis is scored, where zero-shot says one half each
        float[] probabilities = new float[2];
        method.load(artifact).probabilities(new float[] {1, 0}, 1, probabilities);
        // Then the first is at the floor and both sum to 1
        assertThat(probabilities[0]).isCloseTo((float) (1e-6 / (0.75 + 1e-6)), within(1e-9f));
        assertThat(probabilities[1]).isCloseTo((float) (0.75 / (0.75 + 1e-6)), within(1e-6f));
    }

    @Test
    void learnsWhatTextGetsWrong() throws InvalidAdapterException {
        // Given text weights far from the images
        Synthetic problem = new Synthetic(5, 8, 64, 4);
        SupportSet test = problem.shots(50, 1.2);
        TrainingInput input = problem.input(problem.shots(8, 1.2));
        // When zero-shot and the fitted adapter judge images that were not among the shots
        double before =
                Evaluation.accuracy(Synthetic.probabilities(ZeroShot.head(problem.head()), test), 8, test.labels());
        double after =
                Evaluation.accuracy(Synthetic.probabilities(method.load(method.fit(input)), test), 8, test.labels());
        // Then the adapter is much better
        assertThat(after).isGreaterThan(before + 0.1);
    }

    @Test
    void fitsTheSameBytesWhateverTheOrderOfTheShots() {
        // Given the same shots in two orders
        Synthetic problem = new Synthetic(6, 5, 48, 0.8);
        List<Shot> shots = new ArrayList<>(problem.shots(12, 0.6).shots());
        byte[] sorted = SafetensorsCodec.encode(
                method.fit(problem.input(new SupportSet(shots))).tensors());
        Collections.shuffle(shots, new Random(1));
        // When both are fitted
        byte[] shuffled = SafetensorsCodec.encode(
                method.fit(problem.input(new SupportSet(shots))).tensors());
        // Then the bytes are the same
        assertThat(shuffled).isEqualTo(sorted);
    }

    @Test
    void namesAnOptionThatIsOutOfRange() {
        // Given a negative ridge
        Synthetic problem = new Synthetic(7, 2, 8, 0.8);
        TrainingInput input = new TrainingInput(
                problem.head(), problem.shots(1, 0.5), Map.of("residual-least-squares.lambda", "-1"), 0);
        // Then the error names key, value and range
        assertThatThrownBy(() -> method.fit(input))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("option residual-least-squares.lambda is '-1', expected a number from 1.0E-6 to 1000000.0");
    }

    /** (XᵀX + λI)⁻¹ Xᵀ (onehot − softmax) with nothing of the code under test. */
    private static double[][] ridgeByGaussJordan(TrainingInput input, double lambda) {
        int d = input.head().dimension();
        int k = input.head().classes();
        double[][] system = new double[d][d + k];
        for (Shot shot : input.support().shots()) {
            double[] target = target(input.head(), shot);
            for (int i = 0; i < d; i++) {
                for (int j = 0; j < d; j++) {
                    system[i][j] += (double) shot.feature()[i] * shot.feature()[j];
                }
                for (int c = 0; c < k; c++) {
                    system[i][d + c] += shot.feature()[i] * target[c];
                }
            }
        }
        double[][] solution = new double[d][k];
        for (int i = 0; i < d; i++) {
            system[i][i] += lambda;
        }
        for (int p = 0; p < d; p++) {
            for (int row = 0; row < d; row++) {
                double factor = row == p ? 0 : system[row][p] / system[p][p];
                for (int j = p; j < d + k; j++) {
                    system[row][j] -= factor * system[p][j];
                }
            }
        }
        for (int i = 0; i < d; i++) {
            for (int c = 0; c < k; c++) {
                solution[i][c] = system[i][d + c] / system[i][i];
            }
        }
        return solution;
    }

    private static double[] target(ClassHead head, Shot shot) {
        double[] target = new double[head.classes()];
        double sum = 0;
        for (int c = 0; c < target.length; c++) {
            double cosine = 0;
            for (int i = 0; i < head.dimension(); i++) {
                cosine += (double) shot.feature()[i] * head.text().values()[c * head.dimension() + i];
            }
            target[c] = Math.exp(head.logitScale() * cosine);
            sum += target[c];
        }
        for (int c = 0; c < target.length; c++) {
            target[c] = (c == shot.label() ? 1 : 0) - target[c] / sum;
        }
        return target;
    }
}
