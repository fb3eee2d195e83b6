package io.clipstream.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AcceptRuleTest {
    @Test
    void missesTheTargetInAtMostTheShareOfSamplesThatItSays() {
        // Given a version whose target is reached above a confidence of 0.375
        int missed = 0;
        int accepting = 0;
        for (int sample = 0; sample < 400; sample++) {
            // When
            AcceptRule rule = AcceptRule.of(sample(600, sample), 0.98);
            accepting += rule.threshold().isPresent() ? 1 : 0;
            missed += rule.threshold().orElse(1) < 0.375 ? 1 : 0;
        }
        // Then: 5 %, and what chance may add to it in 400 samples
        assertThat(accepting).isGreaterThan(250);
        assertThat(missed).isLessThanOrEqualTo(30);
    }

    @Test
    void acceptsMoreTheMoreLabelsThereAre() {
        // Given the same version with ever more labels, and a target that is reached above 1 / 6
        double few = AcceptRule.of(sample(300, 17), 0.96).threshold().orElse(2);
        double more = AcceptRule.of(sample(3_000, 17), 0.96).threshold().orElse(2);
        double many = AcceptRule.of(sample(30_000, 17), 0.96).threshold().orElse(2);
        // Then
        assertThat(few).isGreaterThan(more);
        assertThat(more).isGreaterThan(many);
        assertThat(many).isBetween(1.0 / 6, 0.25);
    }

    /** Confidences in [0, 1): the upper half always right, the lower nine times in ten. */
    private static ReliabilityFigures sample(int labels, int seed) {
        Random random = new Random(seed);
        List<JudgedRow> rows = new ArrayList<>();
        for (int i = 0; i < labels; i++) {
            double confidence = random.nextDouble();
            boolean right = confidence >= 0.5 || random.nextDouble() < 0.9;
            rows.add(new JudgedRow(0, right ? 0 : 1, confidence, 1));
        }
        return ReliabilityFigures.of(rows);
    }

    @Test
    void isNotForbiddenForGoodByOneWrongLabelAmongTheSurest() {
        // Given 2,000 labels, of which the surest is wrong
        List<JudgedRow> rows = new ArrayList<>();
        rows.add(new JudgedRow(1, 0, 1, 1));
        for (int i = 0; i < 2_000; i++) {
            rows.add(new JudgedRow(0, 0, 0.99 - i * 1e-4, 1));
        }
        // Then
        assertThat(AcceptRule.of(ReliabilityFigures.of(rows), 0.98).threshold()).isPresent();
    }

    @Test
    void acceptsNothingWithFewLabelsAndSaysHowManyItTakes() {
        // Given 49 and 100 labels, all right
        AcceptRule below = AcceptRule.of(figures(49), 0.9);
        AcceptRule above = AcceptRule.of(figures(100), 0.98);
        // Then
        assertThat(below.threshold()).isEmpty();
        assertThat(below.reason()).isEqualTo("not enough audit labels: 49, concluded from 50");
        assertThat(above.threshold()).isEmpty();
        assertThat(above.reason()).contains("100", "98.0 %", "217, all right");
        assertThat(AcceptRule.of(figures(217), 0.98).threshold()).hasValue(0.75);
    }

    @Test
    void acceptsNothingWhereEvenTheSurestAreOftenWrong() {
        List<JudgedRow> rows = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            rows.add(new JudgedRow(i % 5 == 0 ? 1 : 0, 0, 0.5 + (i % 100) / 250.0, 1));
        }
        AcceptRule rule = AcceptRule.of(ReliabilityFigures.of(rows), 0.95);
        assertThat(rule.threshold()).isEmpty();
        assertThat(rule.reason()).contains("1000 audit labels", "95.0 %");
    }

    private static ReliabilityFigures figures(int right) {
        return ReliabilityFigures.of(Collections.nCopies(right, new JudgedRow(0, 0, 0.75, 1)));
    }
}
