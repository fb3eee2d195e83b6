package io.clipstream.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Compares with {@code few_shot_reference.py}: a problem with weights and a class without an example. */
class FewShotReferenceTest {
    private final JsonNode reference = read();
    private final int classes = reference.path("text").size();
    private final int dimension = reference.path("text").path(0).size();

    @Test
    void linearProbeIsTheMinimumOfThePenalisedLikelihood() throws InvalidAdapterException {
        agrees("linear-probe", new LinearProbe(), true, Map.of("linear-probe.c", "50"));
    }

    @Test
    void taskResidualIsDrawnTowardsTheTextsByClass() throws InvalidAdapterException {
        agrees("task-residual", new TaskResidual(), true, Map.of("task-residual.lambda", "0.2"));
        agrees(
                "task-residual-even",
                new TaskResidual(),
                true,
                Map.of("task-residual.lambda", "0.2", "task-residual.class-adaptive", "0"));
        agrees("task-residual-without-text", new TaskResidual(), false, Map.of("task-residual.lambda", "0.2"));
    }

    @Test
    void discriminantAnalysisUsesTheShrunkCovariance() throws InvalidAdapterException {
        agrees("gda", new GaussianDiscriminant(), true, Map.of("gda.alpha", "0.25"));
        agrees("gda-without-text", new GaussianDiscriminant(), false, Map.of("gda.alpha", "0.25"));
    }

    @Test
    void kernelRidgeSolvesTheWeightedDual() throws InvalidAdapterException {
        agrees(
                "kernel-ridge",
                new KernelRidge(),
                true,
                Map.of("kernel-ridge.beta", "3", "kernel-ridge.lambda", "0.05"));
    }

    private void agrees(String name, AdapterMethod method, boolean texts, Map<String, String> options)
            throws InvalidAdapterException {
        // Given
        TrainingInput input = new TrainingInput(head(texts), support(), options, 0);
        JsonNode expected = reference.path("probabilities").path(name);

        // When
        Adapter adapter = method.load(method.fit(input));

        // Then
        for (int row = 0; row < expected.size(); row++) {
            float[] probabilities = new float[classes];
            adapter.probabilities(vector(reference.path("test").path(row)), 1, probabilities);
            assertThat(probabilities)
                    .as("%s, row %d", name, row)
                    .containsExactly(vector(expected.path(row)), within(1e-4f));
        }
    }

    private ClassHead head(boolean texts) {
        List<String> labels =
                IntStream.range(0, classes).mapToObj(c -> "class-" + c).toList();
        float scale = (float) reference.path("scale").doubleValue();
        if (!texts) {
            return ClassHead.withoutText(labels, "r", "m", dimension, scale);
        }
        float[][] text = new float[classes][];
        for (int c = 0; c < classes; c++) {
            text[c] = vector(reference.path("text").path(c));
        }
        return new ClassHead(labels, "r", "m", Tensor.ofRows(text), scale);
    }

    private SupportSet support() {
        List<Shot> shots = new ArrayList<>();
        for (int row = 0; row < reference.path("labels").size(); row++) {
            shots.add(new Shot(
                    "image-%02d".formatted(row),
                    reference.path("labels").path(row).intValue(),
                    vector(reference.path("features").path(row)),
                    true,
                    (float) reference.path("weights").path(row).doubleValue(),
                    null));
        }
        return new SupportSet(shots);
    }

    private static float[] vector(JsonNode values) {
        float[] vector = new float[values.size()];
        for (int i = 0; i < vector.length; i++) {
            vector[i] = (float) values.path(i).doubleValue();
        }
        return vector;
    }

    private static JsonNode read() {
        try (InputStream file = FewShotReferenceTest.class.getResourceAsStream("few-shot-reference.json")) {
            return new ObjectMapper().readTree(file);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
