package io.clipstream.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SelfKnowledgeTest {
    private static final int DIMENSION = 16;
    private static final int CLASSES = 4;

    private final Random random = new Random(13);
    private final float[][] text = text();

    @Test
    void restsOnAuditedRowsThatTheVersionHasNotLearnedFrom() throws InvalidAdapterException {
        // Given 40 audited shots, 60 that people chose to correct, 50 audited images beyond the buffer, and held-out
        // ones
        List<Shot> shots = new ArrayList<>(shots("a", 40, true));
        shots.addAll(shots("s", 60, false));
        List<Shot> beyond = new ArrayList<>(shots("b", 50, true));
        beyond.addAll(shots("h", 30, false));
        TrainingInput input = new TrainingInput(head(), new SupportSet(shots), Map.of(), 0);
        SupportSet heldOut = new SupportSet(beyond);
        OutOfFoldScores folds = new OutOfFoldScores(input);
        AdapterArtifact fitted = new ResidualLeastSquares().fit(input);

        // When
        SelfKnowledge knowledge = SelfKnowledge.of(fitted, folds, heldOut, AuditLabels.NONE, 0.05);

        // Then, by hand
        int right = 0;
        float[] scores = OutOfFold.probabilities(new ResidualLeastSquares(), input);
        for (int row = 0; row < input.support().size(); row++) {
            Shot shot = input.support().shots().get(row);
            right += shot.audited() && Evaluation.mostProbable(scores, row, CLASSES) == shot.label() ? 1 : 0;
        }
        Adapter adapter = AdapterMethods.load(fitted);
        for (Shot shot : heldOut.shots()) {
            float[] p = new float[CLASSES];
            adapter.probabilities(shot.feature(), 1, p);
            right += shot.audited() && Evaluation.mostProbable(p, 0, CLASSES) == shot.label() ? 1 : 0;
        }
        assertThat(knowledge.figures().labels()).isEqualTo(90);
        assertThat(knowledge.figures().accuracy()).isCloseTo(right / 90.0, within(1e-9));
        assertThat(knowledge.trusted()).isTrue();
        assertThat(knowledge.novelty()).isPresent();
        assertThat(knowledge.stream()).isEmpty();
    }

    @Test
    void countsAuditedImagesOfNoClassAsMistakes() throws InvalidAdapterException {
        // Given
        TrainingInput input = new TrainingInput(head(), new SupportSet(shots("a", 60, true)), Map.of(), 0);
        List<AuditLabels.Rejected> rejected = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            rejected.add(new AuditLabels.Rejected("r" + i, near(new double[DIMENSION]), i < 10, 1));
        }
        AdapterArtifact fitted = new ResidualLeastSquares().fit(input);
        // When
        SelfKnowledge without =
                SelfKnowledge.of(fitted, new OutOfFoldScores(input), new SupportSet(List.of()), AuditLabels.NONE, 0.05);
        SelfKnowledge with = SelfKnowledge.of(
                fitted,
                new OutOfFoldScores(input),
                new SupportSet(List.of()),
                new AuditLabels(Map.of(), rejected),
                0.05);
        // Then the ten that were audited are ten rows more, all wrong; and all twenty say what is to be rejected
        assertThat(with.figures().labels()).isEqualTo(70);
        assertThat(with.figures().accuracy()).isCloseTo(without.figures().accuracy() * 60 / 70, within(1e-9));
        assertThat(with.noveltyAuroc()).isGreaterThan(0.8);
        assertThat(without.noveltyAuroc()).isNaN();
    }

    @Test
    void weighsImagesByTheProbabilityOfTheirDraw() throws InvalidAdapterException {
        // Given audited shots of two kinds, of which the first were drawn half as often
        List<Shot> shots = new ArrayList<>(shots("a", 40, true));
        shots.addAll(shots("b", 40, true));
        TrainingInput input = new TrainingInput(head(), new SupportSet(shots), Map.of(), 0);
        Map<String, Double> weights = new java.util.HashMap<>();
        shots.forEach(shot -> weights.put(shot.id(), shot.id().startsWith("a") ? 20.0 : 10.0));
        // When
        ReliabilityFigures figures = SelfKnowledge.of(
                        new ResidualLeastSquares().fit(input),
                        new OutOfFoldScores(input),
                        new SupportSet(List.of()),
                        new AuditLabels(weights, List.of()),
                        0.05)
                .figures();
        // Then by hand: (40 · 2 + 40)² / (40 · 4 + 40)
        assertThat(figures.effective()).isCloseTo(72, within(1e-9));
        assertThat(figures.labels()).isEqualTo(80);
    }

    @Test
    void sharpensProbabilitiesThatAreTooModest() throws InvalidAdapterException {
        // Given a version that is nearly always right and never sure, since the logit scale is small
        ClassHead modest = new ClassHead(head().labels(), "revision", "model", Tensor.ofRows(text), 3);
        TrainingInput input = new TrainingInput(modest, new SupportSet(List.of()), Map.of(), 0);
        SupportSet heldOut = new SupportSet(shots("a", 200, true));
        AdapterArtifact fitted = new ZeroShot().fit(input);
        // When
        SelfKnowledge knowledge = SelfKnowledge.of(fitted, new OutOfFoldScores(input), heldOut, AuditLabels.NONE, 0.05);
        // Then
        assertThat(knowledge.sharpness()).isGreaterThan(1.5);
        Adapter plain = AdapterMethods.load(fitted);
        assertThat(error(Tempered.of(plain, knowledge.sharpness()), heldOut)).isLessThan(error(plain, heldOut) / 2);
        assertThat(knowledge.figures().calibrationError())
                .isCloseTo(error(Tempered.of(plain, knowledge.sharpness()), heldOut), within(1e-6));
    }

    @Test
    void doesNotTrustProbabilitiesOfSingleExamplesWithoutText() throws InvalidAdapterException {
        // Given
        ClassHead bare =
                new ClassHead(head().labels(), "revision", "model", Tensor.ofRows(new float[CLASSES][DIMENSION]), 100);
        List<Shot> shots = new ArrayList<>(shots("a", 8, true));
        TrainingInput enough = new TrainingInput(bare, new SupportSet(shots), Map.of(), 0);
        shots.removeIf(shot -> shot.label() == 0 && !shot.id().equals("a0"));
        TrainingInput single = new TrainingInput(bare, new SupportSet(shots), Map.of(), 0);
        // Then
        assertThat(trusted(enough)).isTrue();
        assertThat(trusted(single)).isFalse();
    }

    private static boolean trusted(TrainingInput input) throws InvalidAdapterException {
        return SelfKnowledge.of(
                        new ResidualLeastSquares().fit(input),
                        new OutOfFoldScores(input),
                        new SupportSet(List.of()),
                        AuditLabels.NONE,
                        0.05)
                .trusted();
    }

    private static double error(Adapter adapter, SupportSet rows) {
        List<JudgedRow> judged = new ArrayList<>();
        float[] p = new float[CLASSES];
        for (Shot shot : rows.shots()) {
            adapter.probabilities(shot.feature(), 1, p);
            int best = Evaluation.mostProbable(p, 0, CLASSES);
            judged.add(new JudgedRow(shot.label(), best, p[best], 1));
        }
        return ReliabilityFigures.of(judged).calibrationError();
    }

    private List<Shot> shots(String prefix, int count, boolean audited) {
        List<Shot> shots = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int label = i % CLASSES;
            double[] centre = new double[DIMENSION];
            for (int d = 0; d < DIMENSION; d++) {
                centre[d] = text[label][d];
            }
            shots.add(new Shot(prefix + i, label, near(centre), audited));
        }
        return shots;
    }

    private ClassHead head() {
        return new ClassHead(List.of("a", "b", "c", "d"), "revision", "model", Tensor.ofRows(text), 10);
    }

    private float[][] text() {
        float[][] rows = new float[CLASSES][DIMENSION];
        for (int c = 0; c < CLASSES; c++) {
            rows[c][c] = 1;
        }
        return rows;
    }

    private float[] near(double[] centre) {
        float[] x = new float[DIMENSION];
        double square = 0;
        for (int i = 0; i < DIMENSION; i++) {
            x[i] = (float) (centre[i] + 0.2 * random.nextGaussian());
            square += (double) x[i] * x[i];
        }
        for (int i = 0; i < DIMENSION; i++) {
            x[i] /= (float) Math.sqrt(square);
        }
        return x;
    }
}
