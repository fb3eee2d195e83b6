package io.clipstream.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OutOfFoldTest {
    @Test
    void putsShotsIntoFoldsByRankWithinTheirClassAndClassIndex() {
        // Given ids whose order mixes the classes
        float[] feature = {1f};
        SupportSet support = new SupportSet(List.of(
                new Shot("f", 0, feature),
                new Shot("a", 0, feature),
                new Shot("b", 2, feature),
                new Shot("c", 0, feature),
                new Shot("d", 2, feature),
                new Shot("e", 4, feature)));
        // Then a, c and f have ranks 0, 1, 2 in class 0; b and d 0, 1 in class 2; e 0 in class 4
        assertThat(OutOfFold.folds(support, 5)).containsExactly(0, 2, 1, 3, 4, 2);
    }

    @Test
    void keepsImagesOfOneSourceInOneFold() {
        // Given three images of one film in two classes, between others
        float[] feature = {1f};
        SupportSet support = new SupportSet(List.of(
                new Shot("a", 0, feature),
                new Shot("b", 0, feature, true, 1, "film"),
                new Shot("c", 0, feature, true, 1, "film"),
                new Shot("d", 2, feature, true, 1, "film"),
                new Shot("e", 0, feature),
                new Shot("f", 2, feature)));
        // Then c and d go where b went, and the others count on as if they were not there
        assertThat(OutOfFold.folds(support, 3)).containsExactly(0, 1, 1, 1, 2, 2);
    }

    @Test
    void scoresEachShotByAFitWithoutItsFold() throws InvalidAdapterException {
        // Given shots and, for each fold, an adapter fitted by hand on the others
        Synthetic problem = new Synthetic(3, 4, 16, 1);
        SupportSet support = problem.shots(6, 1);
        ResidualLeastSquares method = new ResidualLeastSquares();
        float[] scores = OutOfFold.probabilities(method, problem.input(support));
        int[] folds = OutOfFold.folds(support, 4);
        for (int row = 0; row < support.size(); row++) {
            int fold = folds[row];
            List<Shot> others = IntStream.range(0, support.size())
                    .filter(i -> folds[i] != fold)
                    .mapToObj(support.shots()::get)
                    .toList();
            Adapter adapter = method.load(method.fit(problem.input(new SupportSet(others))));
            float[] expected = new float[4];
            adapter.probabilities(support.shots().get(row).feature(), 1, expected);
            // Then its probabilities are the shot's own
            for (int c = 0; c < 4; c++) {
                assertThat(scores[row * 4 + c]).isCloseTo(expected[c], within(1e-6f));
            }
        }
    }

    @Test
    void sharesWorkBetweenFoldsWithoutChangingTheScores() throws InvalidAdapterException {
        // Given more shots than dimensions, in classes of different sizes
        Synthetic problem = new Synthetic(6, 5, 16, 2);
        SupportSet support = new SupportSet(problem.shots(9, 1).shots().subList(0, 43));
        TrainingInput input = problem.input(support);
        ResidualLeastSquares method = new ResidualLeastSquares();
        int[] folds = OutOfFold.folds(support, 5);
        // Then the shared work gives what one fit after another gives
        assertThat(method.outOfFold(input, folds))
                .containsExactly(OutOfFold.refit(method, input, folds), within(1e-6f));
    }

    @Test
    void scoresASingleShotAsZeroShot() throws InvalidAdapterException {
        // Given one shot, whose training part is empty
        Synthetic problem = new Synthetic(4, 3, 16, 1);
        SupportSet one = new SupportSet(problem.shots(1, 1).shots().subList(0, 1));
        // Then nothing but text speaks
        assertThat(OutOfFold.probabilities(new ResidualLeastSquares(), problem.input(one)))
                .containsExactly(Synthetic.probabilities(ZeroShot.head(problem.head()), one), within(4e-6f));
    }
}
