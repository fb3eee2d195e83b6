package io.clipstream.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GaussianDiscriminantTest {
    private final GaussianDiscriminant method = new GaussianDiscriminant();

    @Test
    void choosesTheShareOfTheLowestLossOutOfFold() throws InvalidAdapterException {
        // Given texts far from the images, and the loss of every fixed share by one refit after another
        Synthetic problem = new Synthetic(5, 6, 24, 3);
        SupportSet support = problem.shots(6, 1.5);
        double best = Double.NaN;
        double lowest = Double.POSITIVE_INFINITY;
        for (double alpha : GaussianDiscriminant.CANDIDATES) {
            TrainingInput fixed = input(problem, support, alpha);
            float[] scores = OutOfFold.refit(method, fixed, OutOfFold.folds(support, 6));
            double loss = 0;
            for (int row = 0; row < support.size(); row++) {
                loss -= Math.log(Math.max(scores[row * 6 + support.labels()[row]], 1e-12));
            }
            if (loss < lowest) {
                lowest = loss;
                best = alpha;
            }
        }
        // Then a fit without a share is a fit with the best of them
        assertThat(method.fit(problem.input(support)).tensors())
                .isEqualTo(method.fit(input(problem, support, best)).tensors());
        assertThat(best).isGreaterThan(0.003);
    }

    @Test
    void givesFewExamplesLittleWeight() {
        // Given fewer than four examples a class
        Synthetic problem = new Synthetic(5, 6, 24, 3);
        SupportSet support = problem.shots(3, 1.5);
        // Then the share is the cautious one
        assertThat(method.fit(problem.input(support)).tensors())
                .isEqualTo(method.fit(input(problem, support, 0.003)).tensors());
    }

    @Test
    void choosesTheShareOfAFoldWithoutItsOwnRows() throws InvalidAdapterException {
        // Given the out-of-fold scores of every fixed share, and a fold whose rows lie where the texts of other classes
        // are
        Synthetic problem = new Synthetic(7, 5, 24, 1);
        List<Shot> shots = new ArrayList<>(problem.shots(8, 1.5).shots());
        int[] folds = OutOfFold.folds(new SupportSet(shots), 5);
        for (int row : OutOfFold.rows(folds, 2)) {
            Shot shot = shots.get(row);
            shots.set(row, new Shot(shot.id(), shot.label(), text(problem, (shot.label() + 1) % 5)));
        }
        SupportSet support = new SupportSet(shots);
        float[][] fixed = new float[GaussianDiscriminant.CANDIDATES.size()][];
        for (int i = 0; i < fixed.length; i++) {
            fixed[i] = OutOfFold.refit(method, input(problem, support, GaussianDiscriminant.CANDIDATES.get(i)), folds);
        }
        // When
        float[] scores = method.outOfFold(problem.input(support), folds);
        // Then each fold has the scores of the share that is best on the others
        for (int fold = 0; fold < OutOfFold.FOLDS; fold++) {
            int best = best(fixed, support, folds, fold);
            for (int row : OutOfFold.rows(folds, fold)) {
                for (int c = 0; c < 5; c++) {
                    assertThat(scores[row * 5 + c]).isCloseTo(fixed[best][row * 5 + c], within(1e-6f));
                }
            }
        }
        assertThat(best(fixed, support, folds, 2)).isNotEqualTo(best(fixed, support, folds, -1));
    }

    private static float[] text(Synthetic problem, int label) {
        return Arrays.copyOfRange(problem.head().text().values(), label * 24, (label + 1) * 24);
    }

    private static int best(float[][] fixed, SupportSet support, int[] folds, int exceptFold) {
        int best = 0;
        double lowest = Double.POSITIVE_INFINITY;
        for (int i = 0; i < fixed.length; i++) {
            double loss = 0;
            for (int row = 0; row < folds.length; row++) {
                loss -= folds[row] == exceptFold
                        ? 0
                        : Math.log(Math.max(fixed[i][row * 5 + support.labels()[row]], 1e-12));
            }
            if (loss < lowest) {
                lowest = loss;
                best = i;
            }
        }
        return best;
    }

    @Test
    void scoresByTheOverallScatterWhereEveryClassHasOneExample() throws InvalidAdapterException {
        // Given one example a class and no texts
        Synthetic problem = new Synthetic(11, 4, 16, 1);
        ClassHead head = ClassHead.withoutText(problem.head().labels(), "r", "m", 16, 100);
        SupportSet support = problem.shots(1, 0.5);
        // When
        Adapter adapter = method.load(method.fit(new TrainingInput(head, support, Map.of("gda.alpha", "1"), 0)));
        // Then each example is its own class
        assertThat(Evaluation.accuracy(Synthetic.probabilities(adapter, support), 4, support.labels()))
                .isCloseTo(1, within(0.0));
    }

    private static TrainingInput input(Synthetic problem, SupportSet support, double alpha) {
        return new TrainingInput(problem.head(), support, Map.of("gda.alpha", Double.toString(alpha)), 7);
    }
}
