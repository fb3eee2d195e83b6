package io.clipstream.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ReliabilityFiguresTest {
    @Test
    void agreesWithSumsWrittenOut() {
        // Given rows with weights
        Random random = new Random(3);
        List<JudgedRow> rows = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            int label = random.nextInt(4) - 1;
            int predicted = random.nextInt(3);
            rows.add(new JudgedRow(label, predicted, random.nextDouble(), 0.5 + random.nextDouble()));
        }
        // When
        ReliabilityFigures figures = ReliabilityFigures.of(rows);
        // Then
        double weights = rows.stream().mapToDouble(JudgedRow::weight).sum();
        double squares = rows.stream().mapToDouble(r -> r.weight() * r.weight()).sum();
        double right = rows.stream()
                .filter(r -> r.label() == r.predicted())
                .mapToDouble(JudgedRow::weight)
                .sum();
        assertThat(figures.labels()).isEqualTo(500);
        assertThat(figures.effective()).isCloseTo(weights * weights / squares, within(1e-9));
        assertThat(figures.accuracy()).isCloseTo(right / weights, within(1e-12));
        assertThat(figures.accuracyLow()).isLessThan(figures.accuracy());
        assertThat(figures.accuracyHigh()).isGreaterThan(figures.accuracy());
        assertThat(figures.calibrationError()).isCloseTo(error(rows, weights), within(1e-9));
        assertThat(figures.confusion().stream()
                        .mapToInt(ReliabilityFigures.Confusion::count)
                        .sum())
                .isEqualTo(500);
        long noneAsTwo = rows.stream()
                .filter(r -> r.label() == JudgedRow.NONE && r.predicted() == 2)
                .count();
        assertThat(figures.confusion()).contains(new ReliabilityFigures.Confusion(JudgedRow.NONE, 2, (int) noneAsTwo));
    }

    /** Guo et al., equation 3, bin by bin. */
    private static double error(List<JudgedRow> rows, double weights) {
        double error = 0;
        for (int bin = 0; bin < 15; bin++) {
            double low = bin / 15.0;
            double high = (bin + 1) / 15.0;
            double difference = 0;
            for (JudgedRow row : rows) {
                if (row.confidence() > low && row.confidence() <= high) {
                    difference += row.weight() * (row.confidence() - (row.right() ? 1 : 0));
                }
            }
            error += Math.abs(difference) / weights;
        }
        return error;
    }

    @Test
    void cutsTheRowsIntoStepsFromSureToUnsureWithoutLosingAny() {
        // Given
        Random random = new Random(5);
        List<JudgedRow> rows = new ArrayList<>();
        for (int i = 0; i < 777; i++) {
            // Rounded, so that many are equally sure.
            double confidence = Math.round(random.nextDouble() * 40) / 40.0;
            rows.add(new JudgedRow(0, random.nextInt(2), confidence, 1));
        }
        // When
        List<ReliabilityFigures.Step> steps = ReliabilityFigures.of(rows).steps();
        // Then
        assertThat(steps).hasSizeBetween(20, ReliabilityFigures.STEPS);
        assertThat(steps.stream().mapToDouble(ReliabilityFigures.Step::weight).sum())
                .isCloseTo(777, within(1e-9));
        double above = Double.POSITIVE_INFINITY;
        for (ReliabilityFigures.Step step : steps) {
            double from = step.from();
            double to = above;
            List<JudgedRow> own = rows.stream()
                    .filter(r -> r.confidence() >= from && r.confidence() < to)
                    .toList();
            assertThat(step.weight()).isCloseTo(own.size(), within(1e-9));
            assertThat(step.right())
                    .isCloseTo(own.stream().filter(JudgedRow::right).count(), within(1e-9));
            above = from;
        }
    }

    @Test
    void doesNotDependOnTheOrderOfTheRows() {
        // Given
        Random random = new Random(9);
        List<JudgedRow> rows = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            rows.add(new JudgedRow(random.nextInt(3), random.nextInt(3), random.nextInt(20) / 20.0, 1 + i % 3));
        }
        ReliabilityFigures figures = ReliabilityFigures.of(rows);
        // When
        Collections.shuffle(rows, random);
        // Then
        assertThat(ReliabilityFigures.of(rows)).isEqualTo(figures);
    }

    @Test
    void saysNotEnoughBelowFiftyLabels() {
        List<JudgedRow> rows = new ArrayList<>(Collections.nCopies(49, new JudgedRow(0, 0, 0.9, 1)));
        assertThat(ReliabilityFigures.of(rows).isEnough()).isFalse();
        rows.add(new JudgedRow(0, 0, 0.9, 1));
        assertThat(ReliabilityFigures.of(rows).isEnough()).isTrue();
        assertThat(ReliabilityFigures.of(List.of()).isEnough()).isFalse();
    }
}
