package io.clipstream.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClipAdapterVariantsTest {
    private final ClipAdapter method = new ClipAdapter();
    private final Synthetic problem = new Synthetic(5, 8, 64, 4);

    @ParameterizedTest
    @CsvSource({
        "text, fixed",
        "both, fixed",
        "visual, learned",
        "both, learned",
        "visual, network",
        "text, network",
        "both, held-out",
        "visual, searched"
    })
    void learnsWhatTextGetsWrong(String variant, String choice) throws InvalidAdapterException {
        // Given text weights far from the images, and options to go as far
        SupportSet test = problem.shots(40, 1.2);
        TrainingInput input = input(problem.head(), problem.shots(8, 1.2), options(variant, choice, 20));
        // When zero-shot and the trained adapter judge images that were not among the shots
        double before = accuracy(ZeroShot.head(problem.head()), test);
        double after = accuracy(method.load(method.fit(input)), test);
        // Then the adapter is much better
        assertThat(after).isGreaterThan(before + 0.1);
    }

    @ParameterizedTest
    @CsvSource({"visual, network", "text, held-out", "both, searched", "both, fixed"})
    void scoresExactlyAsZeroShotBeforeTheFirstShot(String variant, String choice) throws InvalidAdapterException {
        // Given no shots
        TrainingInput input = input(problem.head(), new SupportSet(List.of()), options(variant, choice, 1));
        SupportSet rows = problem.shots(3, 1);
        // Then the scores are zero-shot's, to the bit
        assertThat(Synthetic.probabilities(method.load(method.fit(input)), rows))
                .containsExactly(Synthetic.probabilities(ZeroShot.head(problem.head()), rows));
    }

    @ParameterizedTest
    @ValueSource(strings = {"visual", "text", "both"})
    void scoresExactlyAsZeroShotAtRatioZero(String variant) throws InvalidAdapterException {
        // Given shots, and ratios of 0
        Map<String, String> options = options(variant, "fixed", 1);
        options.put("clip-adapter.ratio", "0");
        options.put("clip-adapter.text-ratio", "0");
        SupportSet rows = problem.shots(3, 1);
        // Then the scores are zero-shot's, to the bit
        assertThat(Synthetic.probabilities(
                        method.load(method.fit(input(problem.head(), problem.shots(2, 1), options))), rows))
                .containsExactly(Synthetic.probabilities(ZeroShot.head(problem.head()), rows));
    }

    @ParameterizedTest
    @CsvSource({"both, held-out", "both, network", "visual, searched"})
    void fitsTheSameBytesWhateverTheOrderOfTheShots(String variant, String choice) {
        // Given the same shots in two orders
        List<Shot> shots = new ArrayList<>(problem.shots(4, 1).shots());
        TrainingInput first = input(problem.head(), new SupportSet(shots), options(variant, choice, 2));
        Collections.shuffle(shots, new Random(1));
        TrainingInput second = input(problem.head(), new SupportSet(shots), options(variant, choice, 2));
        // When both are fitted, then the bytes are the same
        assertThat(bytes(second)).isEqualTo(bytes(first));
    }

    @Test
    void searchesItsWayBackToZeroShotWhereTrainingTeachesNothing() {
        // Given text that is right, and a learning rate that leaves the adapter as it was drawn
        Synthetic right = new Synthetic(6, 4, 32, 0.1);
        Map<String, String> options = options("visual", "searched", 1);
        options.put("clip-adapter.learning-rate", "1e-8");
        // When the ratio is searched
        AdapterArtifact artifact = method.fit(input(right.head(), right.shots(8, 0.5), options));
        // Then nothing is mixed in
        assertThat(artifact.tensors().get("ratio")).isEqualTo(Tensor.scalar(0));
    }

    @Test
    void scoresOutOfFoldWithARatioThatTheFoldHasNoSayIn() throws InvalidAdapterException {
        // Given a searched ratio
        TrainingInput input = input(problem.head(), problem.shots(5, 1.2), options("visual", "searched", 5));
        // When every shot is scored out of fold
        float[] probabilities = OutOfFold.probabilities(method, input);
        // Then that is what some ratio of the grid gives for the whole of its fold
        int[] folds = OutOfFold.folds(input.support(), 8);
        for (int fold = 0; fold < OutOfFold.FOLDS; fold++) {
            int[] rows = OutOfFold.rows(folds, fold);
            boolean found = false;
            for (String ratio : List.of("0", "0.1", "0.2", "0.4", "0.6", "0.8")) {
                Map<String, String> fixed = options("visual", "fixed", 5);
                fixed.put("clip-adapter.ratio", ratio);
                float[] other = OutOfFold.probabilities(method, input(problem.head(), input.support(), fixed));
                found |= Arrays.stream(rows)
                        .allMatch(
                                row -> Arrays.equals(probabilities, row * 8, row * 8 + 8, other, row * 8, row * 8 + 8));
            }
            assertThat(found).as("fold " + fold).isTrue();
        }
    }

    @Test
    void startsFromTheMeansOfTheShotsWhereThereAreNoTexts() throws InvalidAdapterException {
        // Given a task without texts
        ClassHead blank = new ClassHead(
                problem.head().labels(), "revision-1", "model-1", new Tensor(new int[] {8, 64}, new float[512]), 20f);
        TrainingInput input = input(blank, problem.shots(6, 1), options("both", "fixed", 5));
        // When the adapter judges images that were not among the shots, then most are right
        assertThat(accuracy(method.load(method.fit(input)), problem.shots(20, 1)))
                .isGreaterThan(0.7);
    }

    @Test
    void servesTheTextBranchAtTheCostOfZeroShot() throws InvalidAdapterException {
        // Given a trained text branch
        AdapterArtifact artifact = method.fit(input(problem.head(), problem.shots(2, 1), options("text", "fixed", 1)));
        // Then it is a head of class rows like zero-shot's, and the version keeps the task's own text weights
        assertThat(method.load(artifact)).isInstanceOf(ZeroShotHead.class);
        assertThat(artifact.tensors().get("text")).isEqualTo(problem.head().text());
    }

    @Test
    void refusesARatioNetworkThatDoesNotFit() {
        AdapterArtifact good = method.fit(input(problem.head(), problem.shots(2, 1), options("visual", "network", 1)));
        Map<String, Tensor> tensors = new HashMap<>(good.tensors());
        tensors.put("ratio-out", new Tensor(new int[] {15}, new float[15]));
        assertThatThrownBy(() -> method.load(ZeroShot.artifact(problem.head(), "clip-adapter", tensors)))
                .isInstanceOf(InvalidAdapterException.class)
                .hasMessageContaining("'ratio-out' has shape [15], expected [16]");
    }

    @Test
    void namesAWordThatIsNotAllowed() {
        assertThatThrownBy(() -> AdapterMethods.checkOptions(Map.of("clip-adapter.variant", "audio")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("option clip-adapter.variant is 'audio', expected one of visual, text, both");
    }

    private static Map<String, String> options(String variant, String choice, int epochs) {
        Map<String, String> options = new HashMap<>();
        options.put("clip-adapter.variant", variant);
        options.put("clip-adapter.ratio-choice", choice);
        options.put("clip-adapter.ratio", "0.6");
        options.put("clip-adapter.text-ratio", "0.6");
        options.put("clip-adapter.learning-rate", "0.003");
        options.put("clip-adapter.epochs", "" + epochs);
        return options;
    }

    private static TrainingInput input(ClassHead head, SupportSet support, Map<String, String> options) {
        return new TrainingInput(head, support, options, 7);
    }

    private byte[] bytes(TrainingInput input) {
        return SafetensorsCodec.encode(method.fit(input).tensors());
    }

    private static double accuracy(Adapter adapter, SupportSet rows) {
        return Evaluation.accuracy(Synthetic.probabilities(adapter, rows), adapter.classes(), rows.labels());
    }
}
