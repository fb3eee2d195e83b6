package io.clipstream.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RecursiveLeastSquaresTest {
    private static final int N = 60;
    private static final int D = 24;
    private static final int K = 5;
    private static final double LAMBDA = 0.1;

    private final double[] x = new double[N * D];
    private final double[] y;

    RecursiveLeastSquaresTest() {
        Random random = new Random(13);
        for (int row = 0; row < N; row++) {
            double square = 0;
            for (int i = row * D; i < (row + 1) * D; i++) {
                x[i] = random.nextGaussian();
                square += x[i] * x[i];
            }
            for (int i = row * D; i < (row + 1) * D; i++) {
                x[i] /= Math.sqrt(square);
            }
        }
        y = random.doubles((long) N * K, -1, 1).toArray();
    }

    @Test
    void oneRowAfterAnotherGivesTheBatchFit() {
        // When all rows come one at a time
        RecursiveLeastSquares squares = fed(N);
        // Then at the end, as at any moment, the weights are those of a batch
        assertThat(squares.weights()).containsExactly(batch(N), within(1e-9));
        assertThat(fed(7).weights()).containsExactly(batch(7), within(1e-9));
    }

    @Test
    void aRowTakenOutWasNeverThere() {
        // Given ten rows more than wanted
        RecursiveLeastSquares squares = fed(N);
        // When they go, the last first
        for (int row = N - 1; row >= N - 10; row--) {
            squares.remove(x(row), y(row));
        }
        // Then weights, and what further rows do to them, are as if they had never come
        assertThat(squares.weights()).containsExactly(batch(N - 10), within(1e-9));
        squares.add(x(N - 5), y(N - 5));
        RecursiveLeastSquares never = fed(N - 10);
        never.add(x(N - 5), y(N - 5));
        assertThat(squares.weights()).containsExactly(never.weights(), within(1e-9));
    }

    @Test
    void leavesOneOutAsARefitWithoutItDoes() {
        // Given all rows
        RecursiveLeastSquares squares = fed(N);
        for (int row = 0; row < N; row++) {
            // When the others are fitted alone
            double[] others = solve(without(x, row, D), without(y, row, K), N - 1);
            // Then the closed form has their error on it
            double[] error = squares.leaveOneOut(x(row), y(row));
            for (int c = 0; c < K; c++) {
                double expected = y[row * K + c];
                for (int i = 0; i < D; i++) {
                    expected -= x[row * D + i] * others[i * K + c];
                }
                assertThat(error[c]).isCloseTo(expected, within(1e-9));
            }
        }
    }

    @Test
    void startsFromABatchOfRows() {
        // Given 40 rows at once and the rest one at a time
        RecursiveLeastSquares squares = RecursiveLeastSquares.of(Arrays.copyOf(x, 40 * D), 40, D, batch(40), LAMBDA);
        for (int row = 40; row < N; row++) {
            squares.add(x(row), y(row));
        }
        // Then it ends at the batch of all
        assertThat(squares.weights()).containsExactly(batch(N), within(1e-9));
    }

    @Test
    void refusesToTakeOutWhatWasNeverIn() {
        // Given no rows
        RecursiveLeastSquares squares = new RecursiveLeastSquares(D, K, LAMBDA);
        // Then
        assertThatThrownBy(() -> squares.remove(x(0), y(0)))
                .isInstanceOf(ArithmeticException.class)
                .hasMessageContaining("cannot be among the rows");
    }

    private RecursiveLeastSquares fed(int rows) {
        RecursiveLeastSquares squares = new RecursiveLeastSquares(D, K, LAMBDA);
        for (int row = 0; row < rows; row++) {
            squares.add(x(row), y(row));
        }
        return squares;
    }

    private double[] batch(int rows) {
        return solve(Arrays.copyOf(x, rows * D), Arrays.copyOf(y, rows * K), rows);
    }

    /** The primal closed form. */
    private static double[] solve(double[] x, double[] y, int n) {
        return ResidualLeastSquares.solvePrimal(x, y, n, D, K, LAMBDA);
    }

    private static double[] without(double[] matrix, int row, int columns) {
        double[] rest = new double[matrix.length - columns];
        System.arraycopy(matrix, 0, rest, 0, row * columns);
        System.arraycopy(matrix, (row + 1) * columns, rest, row * columns, rest.length - row * columns);
        return rest;
    }

    private double[] x(int row) {
        return Arrays.copyOfRange(x, row * D, (row + 1) * D);
    }

    private double[] y(int row) {
        return Arrays.copyOfRange(y, row * K, (row + 1) * K);
    }
}
