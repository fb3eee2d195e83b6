package io.clipstream.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MetricResidualTest {
    private static final int CLASSES = 6;
    private static final int DIMENSION = 24;
    private final MetricResidual method = new MetricResidual();
    private final Synthetic problem = new Synthetic(31, CLASSES, DIMENSION, 2.5);

    @Test
    void scoresAsZeroShotBeforeTheFirstShot() throws InvalidAdapterException {
        // Given no shots and no sample
        SupportSet rows = problem.shots(5, 1.2);
        // When the method and zero-shot score the same rows
        float[] scores = scores(problem.input(new SupportSet(List.of())), rows);
        // Then they agree
        assertThat(scores).containsExactly(zeroShot(rows), within(2e-6f));
    }

    @Test
    void isBetterThanZeroShotBeforeTheFirstShotWhereItHasSeenTheStream() throws InvalidAdapterException {
        // Given texts that lie beside the images, and images without labels
        UnlabelledSample sample = sample(problem.shots(100, 1.2));
        SupportSet test = problem.shots(200, 1.2);
        TrainingInput input = with(problem.input(new SupportSet(List.of())), sample, Map.of());
        // Then the sharpened base is right more often, and the option turns it off
        assertThat(accuracy(scores(input, test), test)).isGreaterThan(accuracy(zeroShot(test), test) + 0.01);
        TrainingInput off = with(input, sample, Map.of("metric-residual.unlabelled", "0"));
        assertThat(scores(off, test)).containsExactly(zeroShot(test), within(2e-6f));
    }

    @Test
    void turnsMostImagesThatWereTakenForSomethingElseByTheirFirstCorrectionAlone() throws InvalidAdapterException {
        // Given a task whose stream was seen, and images that it gets wrong before any example
        Synthetic fair = new Synthetic(33, CLASSES, DIMENSION, 1);
        UnlabelledSample stream = sample(fair.shots(100, 1.2));
        SupportSet all = fair.shots(100, 1.2);
        float[] before = scores(with(fair.input(new SupportSet(List.of())), stream, Map.of()), all);
        int wrong = 0;
        int turned = 0;
        for (int row = 0; row < all.size(); row++) {
            Shot shot = all.shots().get(row);
            if (best(before, row) != shot.label()) {
                wrong++;
                SupportSet only = new SupportSet(List.of(shot));
                float[] after = scores(with(fair.input(only), stream, Map.of()), only);
                turned += best(after, 0) == shot.label() ? 1 : 0;
            }
        }
        // Then most are right once they are corrected, though no other class has an example to be told from
        assertThat(wrong).isGreaterThan(20);
        assertThat(turned).isGreaterThan(wrong / 2);
    }

    private static int best(float[] probabilities, int row) {
        int best = 0;
        for (int c = 1; c < CLASSES; c++) {
            if (probabilities[row * CLASSES + c] > probabilities[row * CLASSES + best]) {
                best = c;
            }
        }
        return best;
    }

    @Test
    void learnsWhatTextGetsWrong() throws InvalidAdapterException {
        // Given eight shots a class
        SupportSet test = problem.shots(100, 1.2);
        TrainingInput input = problem.input(problem.shots(8, 1.2));
        // Then images that were not among them are recognised much better
        assertThat(accuracy(scores(input, test), test)).isGreaterThan(accuracy(zeroShot(test), test) + 0.1);
    }

    @Test
    void fitsTheSameBytesWhateverTheOrderOfShotsAndSample() {
        // Given the same shots and sample in two orders
        List<Shot> shots = new ArrayList<>(problem.shots(6, 1.2).shots());
        List<UnlabelledSample.Row> rows =
                new ArrayList<>(sample(problem.shots(20, 1.2)).rows());
        TrainingInput one = with(problem.input(new SupportSet(shots)), new UnlabelledSample(rows), Map.of());
        Collections.shuffle(shots, new Random(1));
        Collections.shuffle(rows, new Random(2));
        TrainingInput other = with(problem.input(new SupportSet(shots)), new UnlabelledSample(rows), Map.of());
        // Then the bytes are the same
        assertThat(bytes(method.fit(other))).isEqualTo(bytes(method.fit(one)));
    }

    @Test
    void forgetsARemovedExampleToTheBit() {
        // Given a series that has taken in one more shot, which is then withdrawn
        SupportSet without = problem.shots(4, 1.2);
        Shot withdrawn = problem.shots(1, 1.2).shots().get(3);
        Shot renamed = new Shot("withdrawn", withdrawn.label(), withdrawn.feature());
        InstantSeries series = method.series(problem.input(without));
        series.add(renamed);
        // When it is fitted again without that shot
        AdapterArtifact refitted = method.series(problem.input(without)).artifact();
        // Then nothing of it is left
        assertThat(bytes(refitted)).isEqualTo(bytes(method.fit(problem.input(without))));
        assertThat(bytes(series.artifact())).isNotEqualTo(bytes(refitted));
    }

    @Test
    void leavesClassesWithoutAnExampleAsZeroShotHasThem() throws InvalidAdapterException {
        // Given good texts, a scale that trusts them, and shots of all classes but the last
        Synthetic good = new Synthetic(32, CLASSES, DIMENSION, 1);
        SupportSet all = good.shots(8, 1.2);
        SupportSet some = new SupportSet(
                all.shots().stream().filter(shot -> shot.label() < CLASSES - 1).toList());
        SupportSet unseen = new SupportSet(good.shots(300, 1.2).shots().stream()
                .filter(shot -> shot.label() == CLASSES - 1)
                .toList());
        Map<String, String> plain = Map.of("metric-residual.calibration", "0");
        TrainingInput input = with(good.input(some), UnlabelledSample.EMPTY, plain);
        // When images of the last class are scored before and after
        float[] before = new float[unseen.size() * CLASSES];
        ZeroShot.head(good.head()).probabilities(unseen.features(), unseen.size(), before);
        double recall = accuracy(scores(input, unseen), unseen);
        // Then its recall is that of zero-shot, but for a little
        assertThat(recall).isGreaterThan(accuracy(before, unseen) - 0.03);
        // And its own logits are untouched
        float[] weight = method.fit(input).tensors().get("weight").values();
        for (int i = 0; i < DIMENSION; i++) {
            float text = good.head().text().values()[(CLASSES - 1) * DIMENSION + i];
            assertThat(weight[i * CLASSES + CLASSES - 1]).isEqualTo((float) (20.0 * text));
        }
    }

    @Test
    void countsLabelsThatAreProbablyWrongLess() throws InvalidAdapterException {
        // Given shots of which every fifth has the label of another class
        Synthetic clear = new Synthetic(33, CLASSES, DIMENSION, 1);
        List<Shot> shots = new ArrayList<>(clear.shots(20, 0.8).shots());
        for (int i = 0; i < shots.size(); i += 5) {
            Shot shot = shots.get(i);
            shots.set(i, new Shot(shot.id(), (shot.label() + 1) % CLASSES, shot.feature()));
        }
        TrainingInput input = clear.input(new SupportSet(shots));
        // When it is fitted
        AdapterArtifact artifact = method.fit(input);
        float[] weights = artifact.tensors().get("example-weights").values();
        // Then the wrong ones count far less than the right ones, and their share is estimated
        double wrong = IntStream.range(0, weights.length)
                .filter(i -> i % 5 == 0)
                .mapToDouble(i -> weights[i])
                .average()
                .orElseThrow();
        double right = IntStream.range(0, weights.length)
                .filter(i -> i % 5 != 0)
                .mapToDouble(i -> weights[i])
                .average()
                .orElseThrow();
        assertThat(wrong).isLessThan(0.6);
        assertThat(right).isGreaterThan(0.9);
        assertThat(artifact.tensors().get("noise").values()[0]).isBetween(0.1f, 0.35f);
        // And new images are recognised better than without that
        SupportSet test = clear.shots(100, 0.8);
        TrainingInput trusting = with(input, UnlabelledSample.EMPTY, Map.of("metric-residual.calibration", "0"));
        assertThat(accuracy(scores(input, test), test)).isGreaterThan(accuracy(scores(trusting, test), test));
    }

    @Test
    void doesNotCalibrateOnTooFewExamples() {
        // Given four examples
        SupportSet four = new SupportSet(problem.shots(1, 1.2).shots().subList(0, 4));
        // Then logits stay as they are and every label counts in full
        AdapterArtifact artifact = method.fit(problem.input(four));
        assertThat(artifact.tensors().get("beta").values()).containsExactly(1);
        assertThat(artifact.tensors().get("noise").values()).containsExactly(0);
        assertThat(artifact.tensors().get("example-weights").values()).containsExactly(1, 1, 1, 1);
    }

    @Test
    void scoresOnlyClassesWithExamplesWhereThereIsNoText() throws InvalidAdapterException {
        // Given a task without text, with examples of all classes but one
        ClassHead head = ClassHead.withoutText(problem.head().labels(), "r", "m", DIMENSION, 20);
        SupportSet some = new SupportSet(problem.shots(5, 0.8).shots().stream()
                .filter(shot -> shot.label() != 2)
                .toList());
        SupportSet test = new SupportSet(problem.shots(50, 0.8).shots().stream()
                .filter(shot -> shot.label() != 2)
                .toList());
        // Then the examples alone tell the classes apart, and the one without is never named
        float[] scores = scores(new TrainingInput(head, some, Map.of(), 0), test);
        assertThat(accuracy(scores, test)).isGreaterThan(0.8);
        for (int row = 0; row < test.size(); row++) {
            assertThat(scores[row * CLASSES + 2]).isZero();
        }
    }

    @Test
    void scoresOutOfFoldAsFitsWithoutTheFoldDo() throws InvalidAdapterException {
        // Given no calibration, which the folds would share
        TrainingInput input = with(
                problem.input(problem.shots(7, 1.2)),
                sample(problem.shots(20, 1.2)),
                Map.of("metric-residual.calibration", "0"));
        int[] folds = OutOfFold.folds(input.support(), CLASSES);
        // Then one fit after another gives the same
        assertThat(method.outOfFold(input, folds))
                .containsExactly(OutOfFold.refit(method, input, folds), within(1e-5f));
    }

    @Test
    void findsTheOutOfFoldScoresOnItsWayWhereItIsCalibrated() {
        // Given
        TrainingInput calibrated = with(problem.input(problem.shots(7, 1.2)), sample(problem.shots(20, 1.2)), Map.of());
        TrainingInput plain = with(
                problem.input(problem.shots(7, 1.2)),
                sample(problem.shots(20, 1.2)),
                Map.of("metric-residual.calibration", "0"));

        // When, then they are what the gate would compute anew
        assertThat(method.start(calibrated).outOfFold())
                .containsExactly(method.outOfFold(calibrated, OutOfFold.folds(calibrated.support(), CLASSES)));
        assertThat(method.start(plain).outOfFold()).isNull();
    }

    @Test
    void survivesStorage() throws InvalidAdapterException {
        // Given fits with and without examples
        for (SupportSet support : List.of(new SupportSet(List.of()), problem.shots(3, 1.2))) {
            AdapterArtifact artifact = method.fit(problem.input(support));
            Map<String, Tensor> stored = SafetensorsCodec.decode(SafetensorsCodec.encode(artifact.tensors()));
            // Then what is read back scores the same
            SupportSet test = problem.shots(3, 1.2);
            assertThat(Synthetic.probabilities(method.load(with(artifact, stored)), test))
                    .isEqualTo(Synthetic.probabilities(method.load(artifact), test));
        }
    }

    @Test
    void scoresARowTheSameInEveryBatch() throws InvalidAdapterException {
        // Given an adapter and a batch
        Adapter adapter = method.load(method.fit(problem.input(problem.shots(4, 1.2))));
        SupportSet test = problem.shots(5, 1.2);
        float[] together = Synthetic.probabilities(adapter, test);
        // Then each row alone scores the same, to the bit
        float[] one = new float[CLASSES];
        for (int row = 0; row < test.size(); row++) {
            adapter.probabilities(test.shots().get(row).feature(), 1, one);
            assertThat(one).isEqualTo(Arrays.copyOfRange(together, row * CLASSES, (row + 1) * CLASSES));
        }
    }

    @Test
    void refusesTensorsThatCannotBeServed() {
        // Given an artifact whose tensors are changed one by one
        AdapterArtifact artifact = method.fit(problem.input(problem.shots(2, 1.2)));
        refused(
                artifact,
                "offset",
                new Tensor(new int[] {1}, new float[1]),
                "tensor 'offset' has shape [1], expected [6]");
        refused(artifact, "beta", Tensor.scalar(5), "tensor 'beta' is 5.0, expected 0.5 to 4.0");
        refused(artifact, "noise", Tensor.scalar(-1), "tensor 'noise' is -1.0, expected 0.0 to 1.0");
        refused(
                artifact,
                "example-weights",
                Tensor.scalar(1),
                "tensor 'example-weights' is Tensor[], expected a vector");
        refused(
                artifact,
                "example-weights",
                new Tensor(new int[] {2}, new float[] {1, 0}),
                "tensor 'example-weights' has value 0.0, expected above 0 up to 1");
        float[] values = new float[DIMENSION * CLASSES];
        values[3] = Float.NaN;
        refused(
                artifact,
                "weight",
                new Tensor(new int[] {DIMENSION, CLASSES}, values),
                "tensor 'weight' is not finite: value 3 is NaN");
    }

    private void refused(AdapterArtifact artifact, String name, Tensor tensor, String message) {
        Map<String, Tensor> tensors = new HashMap<>(artifact.tensors());
        tensors.put(name, tensor);
        assertThatThrownBy(() -> method.load(with(artifact, tensors)))
                .isInstanceOf(InvalidAdapterException.class)
                .hasMessage(message);
    }

    private static AdapterArtifact with(AdapterArtifact artifact, Map<String, Tensor> tensors) {
        return new AdapterArtifact(
                artifact.method(),
                artifact.modelId(),
                artifact.dimension(),
                artifact.labels(),
                artifact.revision(),
                artifact.logitScale(),
                tensors);
    }

    private static TrainingInput with(TrainingInput input, UnlabelledSample sample, Map<String, String> options) {
        return new TrainingInput(input.head(), input.support(), sample, options, input.seed());
    }

    private static UnlabelledSample sample(SupportSet rows) {
        return new UnlabelledSample(rows.shots().stream()
                .map(shot -> new UnlabelledSample.Row("sampled-" + shot.id(), shot.feature()))
                .toList());
    }

    private float[] scores(TrainingInput input, SupportSet rows) throws InvalidAdapterException {
        return Synthetic.probabilities(method.load(method.fit(input)), rows);
    }

    private float[] zeroShot(SupportSet rows) {
        return Synthetic.probabilities(ZeroShot.head(problem.head()), rows);
    }

    private static double accuracy(float[] scores, SupportSet rows) {
        return Evaluation.accuracy(scores, CLASSES, rows.labels());
    }

    private static byte[] bytes(AdapterArtifact artifact) {
        return SafetensorsCodec.encode(artifact.tensors());
    }
}
