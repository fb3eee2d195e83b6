package io.clipstream.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NoveltyFitTest {
    private static final int DIMENSION = 64;
    private static final int KNOWN = 6;
    private static final double SPREAD = 0.12;

    private final Random random = new Random(41);
    private final float[][] centres = centres(KNOWN + 4);

    @Test
    void tellsNewKindsFromKnownOnes() {
        // Given clusters, six of which are the task's classes
        Novelty novelty =
                NoveltyFit.of(head(true), support(30), List.of(), 0.05).model().orElseThrow();
        // When images of known and of new clusters come
        double[] known = ratios(novelty, 0, KNOWN, 1_000);
        double[] unknown = ratios(novelty, KNOWN, KNOWN + 4, 1_000);
        // Then
        assertThat(RankCurve.area(unknown, known)).isGreaterThan(0.97);
        assertThat(beyond(unknown)).isGreaterThan(0.8);
    }

    @Test
    void raisesFalseAlarmsInTheShareAskedFor() {
        // Given many tasks' worth of examples, since the share holds on average over them
        double alarms = 0;
        for (int repetition = 0; repetition < 40; repetition++) {
            Novelty novelty = NoveltyFit.of(head(repetition % 2 == 0), support(20), List.of(), 0.05)
                    .model()
                    .orElseThrow();
            alarms += beyond(ratios(novelty, 0, KNOWN, 500)) / 40;
        }
        // Then
        assertThat(alarms).isCloseTo(0.05, within(0.02));
    }

    @Test
    void isCalibratedByImagesOfNoneOfTheClasses() {
        // Given new clusters that lie close to known ones, of which people have rejected ten images
        for (int c = KNOWN; c < centres.length; c++) {
            centres[c] = mix(centres[c - KNOWN], centres[c], 0.75);
        }
        List<float[]> rejected = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            rejected.add(near(KNOWN + i % 4));
        }
        SupportSet support = support(40);
        NoveltyFit.Outcome without = NoveltyFit.of(head(false), support, List.of(), 0.01);
        // When
        NoveltyFit.Outcome with = NoveltyFit.of(head(false), support, rejected, 0.01);
        // Then the radius is smaller and more is rejected, at a bounded price
        Novelty loose = without.model().orElseThrow();
        Novelty strict = with.model().orElseThrow();
        assertThat(without.auroc()).isNaN();
        assertThat(with.auroc()).isBetween(0.7, 0.95);
        assertThat(strict.radius()).isLessThan(loose.radius());
        double[] unknown = ratios(strict, KNOWN, KNOWN + 4, 500);
        assertThat(beyond(unknown)).isGreaterThan(beyond(ratios(loose, KNOWN, KNOWN + 4, 500)));
        assertThat(beyond(ratios(strict, 0, KNOWN, 1_000))).isLessThan(0.1);
    }

    @Test
    void saysNothingWithTooFewExamplesForTheShare() {
        // Given 48 examples, where 1 % wants 99
        assertThat(NoveltyFit.of(head(true), support(8), List.of(), 0.01).model())
                .isEmpty();
        assertThat(NoveltyFit.of(head(true), support(17), List.of(), 0.01).model())
                .isPresent();
        assertThat(NoveltyFit.of(head(true), support(17), List.of(), 0).model()).isEmpty();
        assertThat(NoveltyFit.of(head(true), support(1), List.of(), 0.1).model())
                .isEmpty();
    }

    @Test
    void judgesOnlyClassesWithExamples() {
        // Given no example of the last class
        SupportSet all = support(20);
        SupportSet some = new SupportSet(
                all.shots().stream().filter(s -> s.label() < KNOWN - 1).toList());
        // When
        Novelty novelty =
                NoveltyFit.of(head(true), some, List.of(), 0.05).model().orElseThrow();
        // Then
        assertThat(novelty.ratio(near(KNOWN - 1), 0, KNOWN - 1)).isNaN();
        assertThat(novelty.ratio(near(0), 0, 0)).isBetween(0f, 1.2f);
    }

    @Test
    void measuresByTheFormulaOfItsClass() {
        // Given
        Novelty novelty =
                NoveltyFit.of(head(true), support(20), List.of(), 0.05).model().orElseThrow();
        float[] x = near(2);
        // When by hand
        double dot = 0;
        double length = 0;
        double text = 0;
        for (int i = 0; i < DIMENSION; i++) {
            double moved = x[i] - novelty.centre()[i];
            dot += moved * novelty.means()[2 * DIMENSION + i];
            length += moved * moved;
            text += x[i] * centres[2][i];
        }
        // Then
        double expected = 1 - dot / Math.sqrt(length) + 8 * (1 - text);
        assertThat(novelty.ratio(x, 0, 2)).isCloseTo((float) (expected / novelty.radius()), within(1e-5f));
    }

    private double[] ratios(Novelty novelty, int from, int to, int count) {
        double[] ratios = new double[count];
        ClassHead head = head(true);
        for (int i = 0; i < count; i++) {
            float[] x = near(from + i % (to - from));
            float[] p = new float[KNOWN];
            ZeroShot.head(head).probabilities(x, 1, p);
            ratios[i] = novelty.ratio(x, 0, Evaluation.mostProbable(p, 0, KNOWN));
        }
        java.util.Arrays.sort(ratios);
        return ratios;
    }

    private static double beyond(double[] ratios) {
        return java.util.Arrays.stream(ratios).filter(r -> r > 1).count() / (double) ratios.length;
    }

    private SupportSet support(int perClass) {
        List<Shot> shots = new ArrayList<>();
        for (int c = 0; c < KNOWN; c++) {
            for (int i = 0; i < perClass; i++) {
                shots.add(new Shot("shot-" + c + "-" + i, c, near(c)));
            }
        }
        return new SupportSet(shots);
    }

    /** The text of a class is its cluster's centre, or there is none. */
    private ClassHead head(boolean withText) {
        float[][] rows = new float[KNOWN][];
        List<String> labels = new ArrayList<>();
        for (int c = 0; c < KNOWN; c++) {
            rows[c] = withText ? centres[c] : new float[DIMENSION];
            labels.add("class-" + c);
        }
        return new ClassHead(labels, "revision", "model", Tensor.ofRows(rows), 100);
    }

    private float[] near(int cluster) {
        double[] x = new double[DIMENSION];
        for (int i = 0; i < DIMENSION; i++) {
            x[i] = centres[cluster][i] + SPREAD * random.nextGaussian();
        }
        return unit(x);
    }

    private float[][] centres(int count) {
        float[][] all = new float[count][];
        for (int c = 0; c < count; c++) {
            double[] x = new double[DIMENSION];
            for (int i = 0; i < DIMENSION; i++) {
                // All share a direction, as real image features do.
                x[i] = 0.8 / Math.sqrt(DIMENSION) + 0.6 * random.nextGaussian() / Math.sqrt(DIMENSION);
            }
            all[c] = unit(x);
        }
        return all;
    }

    private static float[] mix(float[] a, float[] b, double share) {
        double[] x = new double[DIMENSION];
        for (int i = 0; i < DIMENSION; i++) {
            x[i] = share * a[i] + (1 - share) * b[i];
        }
        return unit(x);
    }

    private static float[] unit(double[] x) {
        double square = 0;
        for (double value : x) {
            square += value * value;
        }
        float[] unit = new float[x.length];
        for (int i = 0; i < x.length; i++) {
            unit[i] = (float) (x[i] / Math.sqrt(square));
        }
        return unit;
    }
}
