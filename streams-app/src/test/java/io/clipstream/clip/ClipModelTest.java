package io.clipstream.clip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClipModelTest {
    @ParameterizedTest
    @ValueSource(strings = {"tiny", "tiny-gelu-bf16"})
    void imageFeaturesEqualTransformers(String name) throws Exception {
        // Given a checkpoint and the features that transformers gives for some files
        JsonNode expected = Reference.expected().at("/checkpoints/" + name);
        try (ClipModel model = ClipModel.load(Reference.checkpoint(name));
                ImageEncoder encoder = model.newImageEncoder()) {
            // When the files are preprocessed and encoded as one batch
            List<double[]> rows = new ArrayList<>();
            int size = model.imageSize() * model.imageSize() * 3;
            ByteBuffer batch = ByteBuffer.allocate(5 * size);
            for (Map.Entry<String, JsonNode> image : expected.get("images").properties()) {
                batch.put(model.preprocessor().preprocess(Reference.image(image.getKey())));
                rows.add(Reference.numbers(image.getValue()));
            }
            float[] features = encoder.encode(batch, rows.size());

            // Then every feature agrees, and has length 1
            assertThat(model.imageSize()).isEqualTo(expected.get("size").intValue());
            for (int i = 0; i < rows.size(); i++) {
                float[] row = Arrays.copyOfRange(features, i * model.dimension(), (i + 1) * model.dimension());
                assertClose(row, rows.get(i));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"tiny", "tiny-gelu-bf16"})
    void textFeaturesEqualTransformers(String name) throws Exception {
        // Given texts of many lengths, one longer than the context
        JsonNode texts = Reference.expected().at("/checkpoints/" + name + "/texts");
        List<String> words = texts.findValuesAsText("text");
        try (ClipModel model = ClipModel.load(Reference.checkpoint(name));
                TextEncoder encoder = model.newTextEncoder()) {
            // When they are encoded together
            float[][] features = encoder.encode(words);

            // Then every feature agrees
            assertThat(features).hasNumberOfRows(texts.size());
            for (int i = 0; i < features.length; i++) {
                assertClose(features[i], Reference.numbers(texts.get(i).get("features")));
            }
        }
    }

    @Test
    void featuresDoNotDependOnTheBatchOrTheKindOfBuffer() throws Exception {
        // Given pixels on the heap, and the same in direct memory behind other images
        try (ClipModel model = ClipModel.load(Reference.checkpoint("tiny"), LoadOptions.imageTower());
                ImageEncoder encoder = model.newImageEncoder()) {
            byte[] first = model.preprocessor().preprocess(Reference.image("rgb.png"));
            byte[] second = model.preprocessor().preprocess(Reference.image("grey.jpg"));
            ByteBuffer direct =
                    ByteBuffer.allocateDirect(2 * first.length).put(second).put(first);

            // When both are encoded
            float[] alone = encoder.encode(ByteBuffer.wrap(first), 1);
            float[] both = encoder.encode(direct, 2);

            // Then the image has one feature
            float[] behind = Arrays.copyOfRange(both, model.dimension(), 2 * model.dimension());
            assertThat(behind).containsExactly(alone, within(1e-6f));
            assertThat(direct.position()).isEqualTo(2 * first.length);
        }
    }

    @Test
    void everyTextIsReadInBatchesOfAnySize() throws Exception {
        // Given more texts than one pass takes
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            texts.add("a photo of " + i);
        }
        try (ClipModel model = ClipModel.load(Reference.checkpoint("tiny"));
                TextEncoder encoder = model.newTextEncoder()) {
            // When they are encoded together and the last one alone
            float[][] together = encoder.encode(texts);
            float[][] alone = encoder.encode(List.of("a photo of 39"));

            // Then it has the same feature, and no text has none
            assertThat(together).hasNumberOfRows(40);
            assertThat(together[39]).containsExactly(alone[0], within(1e-6f));
            assertThat(encoder.encode(List.of())).isEmpty();
        }
    }

    @Test
    void modelIdNamesTheWeightsAndNotTheTowersThatAreLoaded() throws Exception {
        // Given a checkpoint loaded whole, its image tower alone, and another checkpoint
        try (ClipModel whole = ClipModel.load(Reference.checkpoint("tiny"));
                ClipModel image = ClipModel.load(Reference.checkpoint("tiny"), LoadOptions.imageTower());
                ClipModel other = ClipModel.load(Reference.checkpoint("tiny-gelu-bf16"))) {
            // Then the first two share a name
            assertThat(whole.modelId()).matches("clip-[0-9a-f]{16}").isEqualTo(image.modelId());
            assertThat(other.modelId()).isNotEqualTo(whole.modelId());
            assertThat(whole.logitScale()).isCloseTo((float) Math.exp(4.25), within(1e-4f));
            assertThat(other.logitScale()).isCloseTo((float) Math.exp(4.25), within(1e-4f));
            assertThatIllegalStateException().isThrownBy(image::newTextEncoder).withMessageContaining("text tower");
        }
    }

    @Test
    void theTextEncoderIsNamedByAllThatItsFeaturesDependOn() throws Exception {
        // Given
        try (ClipModel model = ClipModel.load(Reference.checkpoint("tiny"));
                ClipModel image = ClipModel.load(Reference.checkpoint("tiny"), LoadOptions.imageTower())) {
            // Then backbone and arithmetic can be read from it
            assertThat(model.textEncoderId()).matches(model.modelId() + "-fp32-cpu-[0-9a-f]{16}");
            assertThatIllegalStateException().isThrownBy(image::textEncoderId).withMessageContaining("text tower");
        }
    }

    private static void assertClose(float[] actual, double[] expected) {
        assertThat(actual).hasSize(expected.length);
        double squares = 0;
        for (int i = 0; i < actual.length; i++) {
            assertThat((double) actual[i]).isCloseTo(expected[i], within(1e-5));
            squares += (double) actual[i] * actual[i];
        }
        assertThat(squares).isCloseTo(1, within(1e-5));
    }
}
