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
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Compares the metric residual with the same formulas written with numpy: see src/test/reference/metric_residual.py. */
class MetricResidualReferenceTest {
    private static final float TOLERANCE = 1e-4f;
    private final MetricResidual method = new MetricResidual();

    static Stream<Case> cases() throws IOException {
        try (InputStream json = MetricResidualReferenceTest.class.getResourceAsStream("metric-residual.json")) {
            List<Case> cases = new ArrayList<>();
            new ObjectMapper().readTree(json).forEach(node -> cases.add(new Case(node)));
            return cases.stream();
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void givesTheProbabilitiesOfTheReference(Case expected) throws InvalidAdapterException {
        // When the case is fitted
        AdapterArtifact artifact = method.fit(expected.input());
        // Then temperature, noise, the examples' weights and the probabilities of new images are the reference's
        assertThat(artifact.tensors().get("beta").values()[0]).isCloseTo(expected.number("beta"), within(1e-6f));
        assertThat(artifact.tensors().get("noise").values()[0]).isCloseTo(expected.number("noise"), within(TOLERANCE));
        assertThat(artifact.tensors().get("example-weights").values())
                .containsExactly(expected.floats("exampleWeights"), within(TOLERANCE));
        assertThat(expected.probabilities(method.load(artifact)))
                .containsExactly(expected.floats("probabilities"), within(TOLERANCE));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void updatesInstantlyAsTheReference(Case expected) throws InvalidAdapterException {
        // Given a series after the fit of a case
        InstantSeries series = method.series(expected.input());
        int before = series.size();
        // When more examples come, too few for a refit
        List<Shot> added = expected.shots("added", "addedLabels", null);
        added.forEach(series::add);
        // Then the probabilities are the reference's
        assertThat(before + added.size()).isEqualTo(series.size());
        if (!added.isEmpty()) {
            assertThat(series.refitDue()).isFalse();
            assertThat(expected.probabilities(method.load(series.artifact())))
                    .containsExactly(expected.floats("probabilitiesAfter"), within(TOLERANCE));
        }
    }

    /** One made-up problem with what the reference makes of it. */
    record Case(JsonNode json) {
        TrainingInput input() {
            int classes = json.get("classes").intValue();
            List<String> labels =
                    IntStream.range(0, classes).mapToObj(c -> "class-" + c).toList();
            float scale = number("scale");
            ClassHead head = json.get("text").isNull()
                    ? ClassHead.withoutText(labels, "r", "m", dimension(), scale)
                    : new ClassHead(
                            labels, "r", "m", new Tensor(new int[] {classes, dimension()}, floats("text")), scale);
            List<UnlabelledSample.Row> sample = new ArrayList<>();
            for (float[] row : rows("sample")) {
                sample.add(new UnlabelledSample.Row("sampled-%04d".formatted(sample.size()), row));
            }
            return new TrainingInput(
                    head,
                    new SupportSet(shots("features", "labels", "weights")),
                    new UnlabelledSample(sample),
                    Map.of(
                            "metric-residual.calibration",
                            json.get("calibration").booleanValue() ? "1" : "0"),
                    0);
        }

        List<Shot> shots(String features, String labels, String weights) {
            List<Shot> shots = new ArrayList<>();
            if (json.has(features)) {
                for (float[] row : rows(features)) {
                    int i = shots.size();
                    float weight = weights == null ? 1 : floats(weights)[i];
                    int label = json.get(labels).get(i).intValue();
                    shots.add(new Shot("%s-%04d".formatted(features, i), label, row, true, weight, null));
                }
            }
            return shots;
        }

        float[] probabilities(Adapter adapter) {
            float[] test = floats("test");
            int count = test.length / dimension();
            float[] probabilities = new float[count * adapter.classes()];
            adapter.probabilities(test, count, probabilities);
            return probabilities;
        }

        private int dimension() {
            return json.get("dimension").intValue();
        }

        float number(String name) {
            return json.get(name).floatValue();
        }

        float[] floats(String name) {
            JsonNode values = json.get(name);
            float[] floats = new float[values.size()];
            for (int i = 0; i < floats.length; i++) {
                floats[i] = values.get(i).floatValue();
            }
            return floats;
        }

        private List<float[]> rows(String name) {
            float[] values = floats(name);
            List<float[]> rows = new ArrayList<>();
            for (int from = 0; from < values.length; from += dimension()) {
                rows.add(java.util.Arrays.copyOfRange(values, from, from + dimension()));
            }
            return rows;
        }

        @Override
        public String toString() {
            return json.get("name").asText();
        }
    }
}
