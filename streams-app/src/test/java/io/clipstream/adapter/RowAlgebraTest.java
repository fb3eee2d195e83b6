package io.clipstream.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RowAlgebraTest {
    @ParameterizedTest
    @CsvSource({"1,1,1", "3,5,2", "7,64,9", "5,131,6"})
    void multipliesAsTheDefinitionSays(int n, int p, int q) {
        // Given matrices whose inner size does not fill blocks
        double[][] a = random(n, p, 1);
        double[][] b = random(p, q, 2);
        double[][] c = random(n, q, 3);
        float[][] single = RowAlgebra.toFloats(c);
        // When they are multiplied
        RowAlgebra.product(a, b, c);
        RowAlgebra.product(RowAlgebra.toFloats(a), RowAlgebra.toFloats(b), single);
        // Then
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < q; j++) {
                double sum = 0;
                for (int k = 0; k < p; k++) {
                    sum += a[i][k] * b[k][j];
                }
                assertThat(c[i][j]).isCloseTo(sum, within(1e-12));
                assertThat(single[i][j]).isCloseTo((float) sum, within(1e-4f));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 6, 70})
    void solvesAndInvertsPositiveDefiniteMatrices(int n) {
        // Given A = BᵀB + I
        double[][] a = new double[n][n];
        for (int i = 0; i < n; i++) {
            a[i][i] = 1;
        }
        RowAlgebra.addGram(1, random(n + 3, n, 4), a);
        double[][] whole = copy(a);
        RowAlgebra.mirror(whole);
        // When A Y = C is solved and A inverted
        double[][] y = random(n, 5, 5);
        double[][] c = new double[n][5];
        RowAlgebra.product(whole, y, c);
        Cholesky factor = new Cholesky(a);
        factor.solve(c);
        double[][] unit = new double[n][n];
        RowAlgebra.product(whole, factor.inverse(), unit);
        // Then Y comes back, and A times its inverse is 1
        for (int i = 0; i < n; i++) {
            assertThat(c[i]).containsExactly(y[i], within(1e-9));
            for (int j = 0; j < n; j++) {
                assertThat(unit[i][j]).isCloseTo(i == j ? 1 : 0, within(1e-9));
            }
        }
    }

    @Test
    void namesThePivotOfAMatrixThatIsNotPositiveDefinite() {
        assertThatThrownBy(() -> new Cholesky(new double[][] {{1, 2}, {0, 1}}))
                .isInstanceOf(ArithmeticException.class)
                .hasMessage("matrix is not positive definite: pivot 1 is -3.0");
    }

    @Test
    void raisesEToAPowerAsTheLibraryDoes() {
        Random random = new Random(6);
        for (int i = 0; i < 10_000; i++) {
            double x = -random.nextDouble() * Math.pow(10, random.nextInt(7) - 4);
            double expected = StrictMath.exp(x);
            assertThat(Exp.of(x)).isCloseTo(expected, within(4e-16 * expected + 1e-303));
        }
        assertThat(Exp.of(0)).isEqualTo(1);
        assertThat(Exp.of(-1e9)).isZero();
        assertThat(Exp.of(Double.NaN)).isNaN();
    }

    private static double[][] random(int rows, int columns, long seed) {
        Random random = new Random(seed);
        double[][] matrix = new double[rows][];
        for (int i = 0; i < rows; i++) {
            matrix[i] = random.doubles(columns, -1, 1).toArray();
        }
        return matrix;
    }

    private static double[][] copy(double[][] matrix) {
        double[][] copy = new double[matrix.length][];
        for (int i = 0; i < copy.length; i++) {
            copy[i] = matrix[i].clone();
        }
        return copy;
    }
}
