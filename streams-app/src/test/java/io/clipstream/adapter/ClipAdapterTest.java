package io.clipstream.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClipAdapterTest {
    private final ClipAdapter method = new ClipAdapter();
    private final Synthetic problem = new Synthetic(5, 8, 64, 4);

    @Test
    void learnsWhatTextGetsWrong() throws InvalidAdapterException {
        // Given text weights far from the images, and options to go as far
        SupportSet test = problem.shots(40, 1.2);
        Map<String, String> options = Map.of("clip-adapter.ratio", "0.6", "clip-adapter.learning-rate", "0.001");
        TrainingInput input = input(problem.shots(8, 1.2), options);
        // When zero-shot and the trained adapter judge images that were not among the shots
        double before = accuracy(ZeroShot.head(problem.head()), test);
        double after = accuracy(method.load(method.fit(input)), test);
        // Then the adapter is much better
        assertThat(after).isGreaterThan(before + 0.1);
    }

    @Test
    void scoresAsZeroShotBeforeTheFirstShot() throws InvalidAdapterException {
        // Given no shots, even where nothing of the feature itself would be kept
        TrainingInput input = input(new SupportSet(List.of()), Map.of("clip-adapter.ratio", "1"));
        SupportSet rows = problem.shots(3, 1);
        // Then the scores are zero-shot's
        assertThat(Synthetic.probabilities(method.load(method.fit(input)), rows))
                .containsExactly(Synthetic.probabilities(ZeroShot.head(problem.head()), rows), within(1e-5f));
    }

    @Test
    void scoresAsZeroShotAtRatioZero() throws InvalidAdapterException {
        // Given a trained adapter of which nothing is mixed in
        TrainingInput input = input(problem.shots(2, 1), Map.of("clip-adapter.ratio", "0", "clip-adapter.epochs", "1"));
        SupportSet rows = problem.shots(3, 1);
        // Then the scores are zero-shot's
        assertThat(Synthetic.probabilities(method.load(method.fit(input)), rows))
                .containsExactly(Synthetic.probabilities(ZeroShot.head(problem.head()), rows), within(1e-5f));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "1"})
    void servesEquationFourOfThePaper(String secondRelu) throws InvalidAdapterException {
        // Given a trained adapter
        TrainingInput input = input(
                problem.shots(2, 1),
                Map.of(
                        "clip-adapter.ratio",
                        "0.7",
                        "clip-adapter.epochs",
                        "3",
                        "clip-adapter.second-relu",
                        secondRelu));
        AdapterArtifact artifact = method.fit(input);
        Shot shot = problem.shots(1, 1).shots().get(5);
        // When it scores a feature
        float[] probabilities = new float[8];
        method.load(artifact).probabilities(shot.feature(), 1, probabilities);
        // Then the label's probability is the one written out in double precision
        Bottleneck weights = new Bottleneck(
                artifact.tensors().get("down").values(),
                artifact.tensors().get("up").values());
        double loss = ReferenceAdapter.loss(problem.head(), weights, 0.7, secondRelu.equals("1"), List.of(shot));
        assertThat((double) probabilities[shot.label()]).isCloseTo(Math.exp(-loss), within(1e-5));
    }

    @Test
    void fitsTheSameBytesWhateverTheOrderOfTheShots() {
        // Given the same shots in two orders
        List<Shot> shots = new ArrayList<>(problem.shots(6, 1).shots());
        byte[] sorted = bytes(input(new SupportSet(shots), Map.of("clip-adapter.epochs", "3")));
        Collections.shuffle(shots, new Random(1));
        // When both are fitted, then the bytes are the same
        assertThat(bytes(input(new SupportSet(shots), Map.of("clip-adapter.epochs", "3"))))
                .isEqualTo(sorted);
    }

    @Test
    void fitsOtherBytesFromAnotherSeed() {
        SupportSet shots = problem.shots(2, 1);
        assertThat(bytes(new TrainingInput(problem.head(), shots, Map.of("clip-adapter.epochs", "1"), 1)))
                .isNotEqualTo(bytes(new TrainingInput(problem.head(), shots, Map.of("clip-adapter.epochs", "1"), 2)));
    }

    @Test
    void fitsTheSameBytesWhenOthersFitAtTheSameTime() {
        // Given what a fit gives alone
        TrainingInput input = input(problem.shots(6, 1), Map.of("clip-adapter.epochs", "4"));
        byte[] alone = bytes(input);
        // When four fit at once
        List<CompletableFuture<byte[]>> together = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            together.add(CompletableFuture.supplyAsync(() -> bytes(input)));
        }
        // Then each gives the same
        assertThat(together).allSatisfy(fit -> assertThat(fit.join()).isEqualTo(alone));
    }

    @Test
    void survivesTheWireAsSafetensors() throws InvalidAdapterException {
        // Given a trained adapter written and read
        AdapterArtifact artifact = method.fit(input(problem.shots(2, 1), Map.of("clip-adapter.epochs", "1")));
        Map<String, Tensor> read = SafetensorsCodec.decode(SafetensorsCodec.encode(artifact.tensors()));
        // Then it is the same
        assertThat(read).isEqualTo(artifact.tensors());
        assertThat(artifact.tensors().get("down").shape()).containsExactly(16, 64);
    }

    @Test
    void refusesTensorsThatDoNotFit() {
        // Given artifacts with one thing wrong each
        AdapterArtifact good = method.fit(input(new SupportSet(List.of()), Map.of()));
        // Then loading names the tensor and what was expected
        assertRefused(good, "up", new Tensor(new int[] {16, 64}, new float[1024]), "'up' has shape [16, 64]");
        assertRefused(good, "down", Tensor.scalar(1), "'down' is Tensor[], expected a matrix");
        assertRefused(good, "ratio", Tensor.scalar(1.5f), "'ratio' is 1.5, expected 0.0 to 1.0");
        assertRefused(good, "ratio", Tensor.scalar(Float.NaN), "'ratio' is not finite");
    }

    @Test
    void namesAnOptionThatIsOutOfRange() {
        assertThatThrownBy(() -> method.fit(input(problem.shots(1, 1), Map.of("clip-adapter.epochs", "1.5"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("option clip-adapter.epochs is '1.5', expected a whole number from 1 to 10000");
    }

    private void assertRefused(AdapterArtifact good, String name, Tensor tensor, String message) {
        Map<String, Tensor> tensors = new HashMap<>(good.tensors());
        tensors.put(name, tensor);
        AdapterArtifact bad = ZeroShot.artifact(problem.head(), "clip-adapter", tensors);
        assertThatThrownBy(() -> method.load(bad))
                .isInstanceOf(InvalidAdapterException.class)
                .hasMessageContaining(message);
    }

    private TrainingInput input(SupportSet support, Map<String, String> options) {
        return new TrainingInput(problem.head(), support, options, 7);
    }

    private byte[] bytes(TrainingInput input) {
        return SafetensorsCodec.encode(method.fit(input).tensors());
    }

    private static double accuracy(Adapter adapter, SupportSet rows) {
        return Evaluation.accuracy(Synthetic.probabilities(adapter, rows), adapter.classes(), rows.labels());
    }
}
