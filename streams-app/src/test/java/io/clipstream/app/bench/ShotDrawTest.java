package io.clipstream.app.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ShotDrawTest {
    private static final int[] LABELS = {0, 1, 0, 1, 0, 1, 0, 1, 0, 2};

    @Test
    void addsToTheShotsOfAClassInsteadOfDrawingAnew() {
        // Given
        ShotDraw draw = ShotDraw.of(LABELS, 3, 5);

        // When
        List<Integer> one = draw.shots(1);
        List<Integer> four = draw.shots(4);

        // Then every class has its number, or all it has, and the fewer are among the more
        assertThat(one).extracting(row -> LABELS[row]).containsExactly(0, 1, 2);
        assertThat(four).extracting(row -> LABELS[row]).containsExactly(0, 0, 0, 0, 1, 1, 1, 1, 2);
        assertThat(four).doesNotHaveDuplicates().containsAll(one);
    }

    @Test
    void drawsTheSameForASeedAndOtherRowsForAnother() {
        // Given
        ShotDraw draw = ShotDraw.of(LABELS, 3, 5);

        // Then
        assertThat(ShotDraw.of(LABELS, 3, 5)).isEqualTo(draw);
        assertThat(ShotDraw.of(LABELS, 3, 6)).isNotEqualTo(draw);
        assertThat(draw.shuffled(4)).containsExactlyInAnyOrderElementsOf(draw.shots(4));
        assertThat(draw.shuffled(4)).isNotEqualTo(draw.shots(4));
    }
}
