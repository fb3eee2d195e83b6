package io.clipstream.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DriftWatchTest {
    private static final int DIMENSION = 64;
    private static final int CLUSTERS = 8;

    private final Random random = new Random(97);
    private final double[][] centres = centres();

    @Test
    void raisesNoFalseAlarmInAThousandWindowsOfAnUnchangedStream() {
        int alarms = 0;
        // Given ten versions' samples, some of them small
        for (int version = 0; version < 10; version++) {
            DriftWatch watch = new DriftWatch(sketch(version % 2 == 0 ? 2_000 : 150), DIMENSION, limits(256));
            // When a hundred windows of the same stream follow each
            for (int window = 0; window < 100; window++) {
                feed(watch, 256, 0, 0);
                alarms += watch.latest().isAlarm() ? 1 : 0;
            }
        }
        // Then
        assertThat(alarms).isZero();
    }

    @Test
    void tellsWhenTheImagesAreOthers() {
        // Given
        DriftWatch watch = new DriftWatch(sketch(2_000), DIMENSION, limits(256));
        feed(watch, 256, 0, 0);
        double before = watch.latest().distance();
        // When all images move a little, as under another light
        feed(watch, 256, 0.35, 0);
        // Then
        assertThat(before).isLessThan(0.15);
        assertThat(watch.latest().features()).isTrue();
        assertThat(watch.latest().distance()).isGreaterThan(0.2);
        // And when they are as before
        feed(watch, 256, 0, 0);
        assertThat(watch.latest().isAlarm()).isFalse();
    }

    @Test
    void tellsWhenAClassTakesOver() {
        // Given
        DriftWatch watch = new DriftWatch(sketch(2_000), DIMENSION, limits(256));
        // When two thirds of the images come from one of eight clusters
        feed(watch, 256, 0, 0.6);
        // Then
        assertThat(watch.latest().features()).isTrue();
    }

    @Test
    void saysNothingBeforeTheFirstWindowIsFull() {
        // Given
        DriftWatch watch = new DriftWatch(sketch(500), DIMENSION, limits(256));
        // When, Then
        assertThat(watch.latest()).isSameAs(DriftWatch.Reading.NONE);
        for (int i = 0; i < 255; i++) {
            assertThat(watch.add(image(3, 0), 0.9f)).isFalse();
        }
        assertThat(watch.latest().isAlarm()).isFalse();
        assertThat(watch.add(image(3, 0), 0.9f)).isTrue();
        assertThat(watch.latest().distance()).isPositive();
    }

    @Test
    void estimatesTheAccuracyWithoutLabels() {
        // Given a version that is right as often as it says, and 400 audit labels
        List<JudgedRow> audit = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            double confidence = confidence(0.9);
            audit.add(new JudgedRow(0, random.nextDouble() < confidence ? 0 : 1, confidence, 1));
        }
        ReliabilityFigures figures = ReliabilityFigures.of(audit);
        OptionalDouble sureFrom = StreamSketch.sureFrom(audit);
        StreamSketch sketch = StreamSketch.of(sample(1_000), DIMENSION, figures, sureFrom);
        DriftWatch watch = new DriftWatch(sketch, DIMENSION, limits(1_000));
        // When as sure images come, and then less sure ones
        feedWith(watch, 0.9);
        DriftWatch.Reading alike = watch.latest();
        feedWith(watch, 0.7);
        DriftWatch.Reading unsure = watch.latest();
        // Then
        assertThat(alike.accuracy()).isCloseTo(figures.accuracy(), within(0.04));
        assertThat(alike.worse()).isFalse();
        assertThat(unsure.accuracy()).isLessThan(0.8);
        assertThat(unsure.worse()).isTrue();
        assertThat(unsure.features()).isFalse();
    }

    @Test
    void estimatesNothingBelowFiftyLabels() {
        // Given
        List<JudgedRow> audit = new ArrayList<>();
        for (int i = 0; i < 49; i++) {
            audit.add(new JudgedRow(0, 0, 0.9, 1));
        }
        // Then
        assertThat(StreamSketch.sureFrom(audit)).isEmpty();
        DriftWatch watch = new DriftWatch(sketch(200), DIMENSION, limits(64));
        feed(watch, 64, 0, 0);
        assertThat(watch.latest().accuracy()).isNaN();
    }

    @Test
    void cutsWhereAsManyAreSureAsAreRight() {
        // Given 100 rows of which the surest 80 are those above 0.2, and 80 are right, wherever
        List<JudgedRow> audit = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            audit.add(new JudgedRow(i % 5 == 0 ? 1 : 0, 0, i / 100.0, 1));
        }
        // Then
        assertThat(StreamSketch.sureFrom(audit)).hasValue(0.2);
    }

    private static DriftWatch.Limits limits(int window) {
        return new DriftWatch.Limits(window, 0.2, 0.05);
    }

    private StreamSketch sketch(int images) {
        return StreamSketch.of(sample(images), DIMENSION, ReliabilityFigures.of(List.of()), OptionalDouble.empty());
    }

    private UnlabelledSample sample(int images) {
        List<UnlabelledSample.Row> rows = new ArrayList<>();
        for (int i = 0; i < images; i++) {
            rows.add(new UnlabelledSample.Row("image-" + i, image(random.nextInt(CLUSTERS), 0)));
        }
        return new UnlabelledSample(rows);
    }

    private void feed(DriftWatch watch, int images, double shift, double shareOfFirst) {
        for (int i = 0; i < images; i++) {
            int cluster = random.nextDouble() < shareOfFirst ? 0 : random.nextInt(CLUSTERS);
            watch.add(image(cluster, shift), 0.9f);
        }
    }

    private void feedWith(DriftWatch watch, double mean) {
        for (int i = 0; i < 1_000; i++) {
            watch.add(image(random.nextInt(CLUSTERS), 0), (float) confidence(mean));
        }
    }

    private double confidence(double mean) {
        return Math.max(0.34, Math.min(1, mean + 0.1 * random.nextGaussian()));
    }

    private float[] image(int cluster, double shift) {
        double[] x = new double[DIMENSION];
        double square = 0;
        for (int i = 0; i < DIMENSION; i++) {
            x[i] = centres[cluster][i] + 0.08 * random.nextGaussian() + (i % 3 == 0 ? shift / 4 : 0);
            square += x[i] * x[i];
        }
        float[] unit = new float[DIMENSION];
        for (int i = 0; i < DIMENSION; i++) {
            unit[i] = (float) (x[i] / Math.sqrt(square));
        }
        return unit;
    }

    private double[][] centres() {
        double[][] all = new double[CLUSTERS][DIMENSION];
        for (double[] centre : all) {
            for (int i = 0; i < DIMENSION; i++) {
                centre[i] = (0.8 + 0.6 * random.nextGaussian()) / Math.sqrt(DIMENSION);
            }
        }
        return all;
    }
}
