package io.clipstream.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whole fits against PyTorch, by {@code src/test/reference/adapter_reference.py}. */
class AdapterReferenceTest {
    private final Map<String, Tensor> reference = read();
    private final ClassHead head =
            new ClassHead(List.of("a", "b", "c", "d"), "revision-1", "model-1", reference.get("text"), 20f);

    @ParameterizedTest
    @CsvSource({
        "visual, fixed, 0",
        "visual, fixed, 1",
        "text, fixed, 0",
        "both, fixed, 0",
        "both, learned, 0",
        "both, network, 0",
        "both, held-out, 0"
    })
    void trainsAndServesClipAdapterAsPyTorchDoes(String variant, String choice, String secondRelu)
            throws InvalidAdapterException {
        // Given the options of the reference
        Map<String, String> options = new HashMap<>();
        options.put("clip-adapter.variant", variant);
        options.put("clip-adapter.ratio-choice", choice);
        options.put("clip-adapter.second-relu", secondRelu);
        options.put("clip-adapter.ratio", "0.4");
        options.put("clip-adapter.text-ratio", "0.3");
        options.put("clip-adapter.epochs", "6");
        options.put("clip-adapter.learning-rate", "0.01");
        options.put("clip-adapter.ratio-learning-rate", "0.05");
        // When the shots are fitted, then every tensor and every probability is PyTorch's
        assertSame(variant + "-" + choice + "-" + secondRelu + "/", "clip-adapter", options);
    }

    @ParameterizedTest
    @CsvSource({"tip-adapter, fixed", "tip-adapter, folds", "tip-adapter-f, fixed", "tip-adapter-f, folds"})
    void trainsSearchesAndServesTipAdapterAsPyTorchDoes(String method, String search) throws InvalidAdapterException {
        // Given the options of the reference
        Map<String, String> options = new HashMap<>();
        options.put(method + ".search", search);
        if (method.endsWith("-f")) {
            options.put(method + ".epochs", "6");
            options.put(method + ".learning-rate", "0.05");
        }
        // When the shots are fitted, then every tensor and every probability is PyTorch's
        assertSame(method + "-" + search + "/", method, options);
    }

    @Test
    void loadsAVersionOfAnEarlierReleaseAsItWas() throws InvalidAdapterException {
        // Given a CLIP-Adapter as the releases before the text branch wrote it: five tensors
        Map<String, Tensor> tensors = new HashMap<>();
        tensors.put("text", reference.get("text"));
        tensors.put("second-relu", Tensor.scalar(0));
        for (String name : List.of("down", "up", "ratio")) {
            tensors.put(name, reference.get("visual-fixed-0/" + name));
        }
        // When it is loaded, then it scores as ever
        Adapter adapter = AdapterMethods.load(ZeroShot.artifact(head, "clip-adapter", tensors));
        assertThat(probabilities(adapter))
                .containsExactly(reference.get("visual-fixed-0/probabilities").values(), within(1e-5f));
    }

    private void assertSame(String name, String method, Map<String, String> options) throws InvalidAdapterException {
        AdapterArtifact artifact =
                AdapterMethods.named(method).fit(new TrainingInput(head, new SupportSet(shots()), options, 7));
        int compared = 0;
        for (Map.Entry<String, Tensor> expected : reference.entrySet()) {
            if (expected.getKey().startsWith(name) && !expected.getKey().endsWith("/probabilities")) {
                Tensor actual = artifact.tensors().get(expected.getKey().substring(name.length()));
                assertThat(actual.shape())
                        .as(expected.getKey())
                        .containsExactly(expected.getValue().shape());
                assertThat(actual.values())
                        .as(expected.getKey())
                        .containsExactly(expected.getValue().values(), within(2e-4f));
                compared++;
            }
        }
        assertThat(compared).isGreaterThanOrEqualTo(3);
        assertThat(probabilities(AdapterMethods.load(artifact)))
                .containsExactly(reference.get(name + "probabilities").values(), within(1e-4f));
    }

    private float[] probabilities(Adapter adapter) {
        float[] test = reference.get("test").values();
        float[] probabilities = new float[test.length / 16 * 4];
        adapter.probabilities(test, test.length / 16, probabilities);
        return probabilities;
    }

    private List<Shot> shots() {
        float[][] features = FloatRows.of(reference.get("features").values(), 20, 16);
        return IntStream.range(0, 20)
                .mapToObj(row -> new Shot(
                        "shot-%02d".formatted(row),
                        (int) reference.get("labels").values()[row],
                        features[row],
                        true,
                        reference.get("weights").values()[row],
                        null))
                .toList();
    }

    private static Map<String, Tensor> read() {
        try (InputStream file = AdapterReferenceTest.class.getResourceAsStream("adapters.safetensors")) {
            return SafetensorsCodec.decode(file.readAllBytes());
        } catch (IOException | InvalidAdapterException e) {
            throw new IllegalStateException(e);
        }
    }
}
