package io.clipstream.app.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.clipstream.scoring.ReviewPolicy;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class AnswerShiftTest {
    private final Answers before = new Answers(
            List.of("cat", "dog", "owl"), List.of(new float[] {0.6f, 0.3f, 0.1f}, new float[] {0.25f, 0.35f, 0.4f}));

    @Test
    void anotherNameForAClassIsNoChangeAndMergedClassesAddUp() {
        // Given the same answers, with cat and dog under one name
        Answers merged =
                new Answers(List.of("pet", "owl"), List.of(new float[] {0.9f, 0.1f}, new float[] {0.6f, 0.4f}));

        // When
        AnswerShift shift = AnswerShift.between(before, merged, label -> label.equals("owl") ? "owl" : "pet");

        // Then the second image goes to the pets, as no probability has moved
        assertThat(shift.changes()).isEqualTo(Map.of("owl -> pet", 1));
        assertThat(shift.images()).isEqualTo(2);
        assertThat(shift.meanShift()).isCloseTo(0, within(1e-6));
    }

    @Test
    void whatIsNoLongerKnownIsAllMoved() {
        // Given
        Answers other = new Answers(List.of("cow"), List.of(new float[] {1}, new float[] {1}));

        // When
        AnswerShift shift = AnswerShift.between(before, other, UnaryOperator.identity());

        // Then
        assertThat(shift.changes()).containsOnlyKeys("cat -> cow", "owl -> cow");
        assertThat(shift.meanShift()).isCloseTo(1, within(1e-6));
    }

    @Test
    void countsWhatAPolicyWouldNotAccept() {
        assertThat(before.doubtful(new ReviewPolicy(5, 0.1f, 0.5f))).isEqualTo(1);
        assertThat(before.doubtful(new ReviewPolicy(5, 0.01f, 0.5f))).isZero();
        assertThat(before.doubtful(new ReviewPolicy(5, 0, 0, 0.9f, 0.7f, true, null)))
                .isEqualTo(2);
        assertThat(before.doubtful(new ReviewPolicy(5, 0, 0, 0.9f, null, true, null)))
                .isEqualTo(2);
    }
}
