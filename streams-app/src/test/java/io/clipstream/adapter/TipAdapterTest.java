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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TipAdapterTest {
    private final Synthetic problem = new Synthetic(5, 8, 64, 4);

    @ParameterizedTest
    @CsvSource({"tip-adapter, folds", "tip-adapter, held-out", "tip-adapter-f, folds", "tip-adapter-f, held-out"})
    void learnsWhatTextGetsWrong(String method, String search) throws InvalidAdapterException {
        // Given text weights far from the images
        SupportSet test = problem.shots(40, 1.2);
        TrainingInput input = input(problem.head(), problem.shots(8, 1.2), Map.of(method + ".search", search));
        // When zero-shot and the adapter judge images that were not among the shots
        double before = accuracy(ZeroShot.head(problem.head()), test);
        double after = accuracy(fitted(method, input), test);
        // Then the adapter is much better
        assertThat(after).isGreaterThan(before + 0.1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"tip-adapter", "tip-adapter-f"})
    void scoresExactlyAsZeroShotBeforeTheFirstShotAndAtAlphaZero(String method) throws InvalidAdapterException {
        SupportSet rows = problem.shots(3, 1);
        Map<String, String> nothing = Map.of(method + ".search", "fixed", method + ".alpha", "0");
        float[] zeroShot = Synthetic.probabilities(ZeroShot.head(problem.head()), rows);
        // Given no shots, or a cache that adds nothing, then the scores are zero-shot's to the bit
        assertThat(Synthetic.probabilities(
                        fitted(method, input(problem.head(), new SupportSet(List.of()), Map.of())), rows))
                .containsExactly(zeroShot);
        assertThat(Synthetic.probabilities(fitted(method, input(problem.head(), problem.shots(4, 1), nothing)), rows))
                .containsExactly(zeroShot);
    }

    @ParameterizedTest
    @ValueSource(strings = {"tip-adapter", "tip-adapter-f"})
    void fitsTheSameBytesWhateverTheOrderOfTheShots(String method) throws InvalidAdapterException {
        // Given the same shots in two orders
        List<Shot> shots = new ArrayList<>(problem.shots(5, 1).shots());
        byte[] sorted = bytes(method, new SupportSet(shots));
        Collections.shuffle(shots, new Random(1));
        // When both are fitted, then the bytes are the same
        assertThat(bytes(method, new SupportSet(shots))).isEqualTo(sorted);
    }

    @ParameterizedTest
    @ValueSource(strings = {"tip-adapter", "tip-adapter-f"})
    void startsFromTheMeansOfTheShotsWhereThereAreNoTexts(String method) throws InvalidAdapterException {
        // Given a task without texts, and shots of all its classes but one
        ClassHead blank = new ClassHead(
                problem.head().labels(), "revision-1", "model-1", new Tensor(new int[] {8, 64}, new float[512]), 20f);
        List<Shot> seen = problem.shots(6, 1).shots().stream()
                .filter(shot -> shot.label() != 3)
                .toList();
        // When the adapter judges images of the classes that it has seen
        Adapter adapter = fitted(method, input(blank, new SupportSet(seen), Map.of()));
        SupportSet test = new SupportSet(problem.shots(20, 1).shots().stream()
                .filter(shot -> shot.label() != 3)
                .toList());
        // Then most are right, and the version says what stands for the texts
        assertThat(accuracy(adapter, test)).isGreaterThan(0.7);
    }

    @Test
    void weighsAShotByItsWeight() throws InvalidAdapterException {
        // Given one shot at half its weight, and an image just like it
        Shot full = problem.shots(1, 1).shots().get(2);
        Shot half = new Shot(full.id(), full.label(), full.feature(), true, 0.5f, null);
        Map<String, String> options =
                Map.of("tip-adapter.search", "fixed", "tip-adapter.alpha", "2", "tip-adapter.beta", "3");
        // When both score it
        double odds = odds(fitted("tip-adapter", input(problem.head(), new SupportSet(List.of(half)), options)), full);
        double plain = odds(ZeroShot.head(problem.head()), full);
        // Then its class gains half of α
        assertThat(odds - plain).isCloseTo(1, within(1e-3));
    }

    @Test
    void scoresOutOfFoldByCachesThatDoNotHoldTheShot() throws InvalidAdapterException {
        // Given shots whose text is far off
        TrainingInput input = input(problem.head(), problem.shots(6, 1.2), Map.of());
        // When every shot is scored out of fold, and by the cache that holds it
        float[] without = OutOfFold.probabilities(new TipAdapter(), input);
        float[] with = Synthetic.probabilities(fitted("tip-adapter", input), input.support());
        // Then the second is the more sure of its labels: it has them by heart
        int[] labels = input.support().labels();
        double less = 0;
        double more = 0;
        for (int row = 0; row < labels.length; row++) {
            less += without[row * 8 + labels[row]];
            more += with[row * 8 + labels[row]];
        }
        assertThat(more).isGreaterThan(less);
    }

    @Test
    void refusesTensorsThatDoNotFit() {
        AdapterArtifact good = new TipAdapter().fit(input(problem.head(), problem.shots(2, 1), Map.of()));
        assertRefused(good, "keys", new Tensor(new int[] {16, 63}, new float[16 * 63]), "'keys' has shape [16, 63]");
        assertRefused(
                good, "key-classes", filled(16, 8), "'key-classes' has value 8.0 at 0, expected a class from 0 to 7");
        assertRefused(good, "key-weights", filled(15, 1), "'key-weights' has shape [15], expected [16]");
        assertRefused(good, "alpha", Tensor.scalar(-1), "'alpha' is -1.0, expected 0.0 to 1000.0");
    }

    @Test
    void namesAWordThatIsNotAllowed() {
        assertThatThrownBy(() -> AdapterMethods.checkOptions(Map.of("tip-adapter-f.search", "test-set")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("option tip-adapter-f.search is 'test-set', expected one of folds, held-out, fixed");
    }

    private static Tensor filled(int count, float value) {
        float[] values = new float[count];
        Arrays.fill(values, value);
        return new Tensor(new int[] {count}, values);
    }

    private void assertRefused(AdapterArtifact good, String name, Tensor tensor, String message) {
        Map<String, Tensor> tensors = new HashMap<>(good.tensors());
        tensors.put(name, tensor);
        AdapterArtifact bad = ZeroShot.artifact(problem.head(), "tip-adapter", tensors);
        assertThatThrownBy(() -> AdapterMethods.load(bad))
                .isInstanceOf(InvalidAdapterException.class)
                .hasMessageContaining(message);
    }

    /** ln of label's probability over the first other class's. */
    private static double odds(Adapter adapter, Shot shot) {
        float[] probabilities = new float[adapter.classes()];
        adapter.probabilities(shot.feature(), 1, probabilities);
        return Math.log(probabilities[shot.label()]) - Math.log(probabilities[shot.label() == 0 ? 1 : 0]);
    }

    private static TrainingInput input(ClassHead head, SupportSet support, Map<String, String> options) {
        return new TrainingInput(head, support, options, 7);
    }

    private static Adapter fitted(String method, TrainingInput input) throws InvalidAdapterException {
        return AdapterMethods.load(AdapterMethods.named(method).fit(input));
    }

    private byte[] bytes(String method, SupportSet shots) throws InvalidAdapterException {
        return SafetensorsCodec.encode(AdapterMethods.named(method)
                .fit(input(problem.head(), shots, Map.of()))
                .tensors());
    }

    private static double accuracy(Adapter adapter, SupportSet rows) {
        return Evaluation.accuracy(Synthetic.probabilities(adapter, rows), adapter.classes(), rows.labels());
    }
}
