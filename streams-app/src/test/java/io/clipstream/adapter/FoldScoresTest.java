package io.clipstream.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FoldScoresTest {
    @Test
    void findsTheLowestLossOverAllFoldsOrAllButOne() {
        // Given two candidates, the second better but for fold 3
        FoldScores scores = new FoldScores(2);
        scores.add(0, 1, 2);
        scores.add(0, 3, 1);
        scores.add(1, 1, 1);
        scores.add(1, 3, 5);
        // Then each wins where it should
        assertThat(scores.best(FoldScores.ALL)).isEqualTo(0);
        assertThat(scores.best(3)).isEqualTo(1);
        assertThat(scores.best(1)).isEqualTo(0);
    }

    @Test
    void givesATieToTheFirst() {
        FoldScores scores = new FoldScores(3);
        scores.add(0, 0, 1);
        scores.add(1, 0, 0.5);
        scores.add(2, 0, 0.5);
        assertThat(scores.best(FoldScores.ALL)).isEqualTo(1);
    }

    @Test
    void hearsOnlyClassesWithEnoughShotsAndOnlyEnoughOfThem() {
        // Given classes of 3, 5 and 5 shots
        List<Shot> shots = new ArrayList<>();
        for (int i = 0; i < 13; i++) {
            shots.add(new Shot("shot-%02d".formatted(i), i < 3 ? 0 : i < 8 ? 1 : 2, new float[] {1, 0}));
        }
        // Then the ten of the larger classes speak
        assertThat(FoldScores.eligible(new SupportSet(shots), 3))
                .containsExactly(false, false, false, true, true, true, true, true, true, true, true, true, true);
        // And with one less nobody does
        assertThat(FoldScores.eligible(new SupportSet(shots.subList(0, 12)), 3)).containsOnly(false);
    }
}
