package io.clipstream.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.clipstream.adapter.ClassHead;
import io.clipstream.clip.TextEncoder;
import io.clipstream.schemas.TaskClass;
import io.clipstream.schemas.TaskSpec;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TextHeadsTest {
    private final List<String> encoded = new ArrayList<>();
    private final TextHeads heads = new TextHeads("model-1", 100f, new TestEncoder());

    @Test
    void averagesEveryPromptInEveryTemplateAndBringsTheMeanToLengthOne() {
        // Given two prompts and two templates for one class, and a class that is its own prompt
        TaskSpec spec = TaskSpec.newBuilder(LearningRecords.task("cat"))
                .setClasses(List.of(new TaskClass("cat", List.of("tabby", "kitten")), new TaskClass("dog", List.of())))
                .setTemplates(List.of("a photo of a {}", "{} and {}"))
                .build();

        // When
        ClassHead head = heads.head(spec);

        // Then
        assertThat(encoded)
                .containsExactly(
                        "a photo of a tabby",
                        "a photo of a kitten",
                        "tabby and tabby",
                        "kitten and kitten",
                        "a photo of a dog",
                        "dog and dog");
        float[] expected = new float[LearningRecords.DIMENSION];
        for (String text : encoded.subList(0, 4)) {
            for (int d = 0; d < expected.length; d++) {
                expected[d] += LearningRecords.feature(text)[d];
            }
        }
        double length = 0;
        for (float value : expected) {
            length += value * value;
        }
        for (int d = 0; d < expected.length; d++) {
            assertThat(head.text().values()[d]).isCloseTo((float) (expected[d] / Math.sqrt(length)), within(1e-6f));
        }
        assertThat(head.labels()).containsExactly("cat", "dog");
        assertThat(head.modelId()).isEqualTo("model-1");
    }

    @Test
    void encodesMoreTextsThanOneBatchHolds() {
        // Given
        List<String> prompts = new ArrayList<>();
        for (int i = 0; i < 150; i++) {
            prompts.add("prompt " + i);
        }
        TaskSpec spec = TaskSpec.newBuilder(LearningRecords.task("cat"))
                .setClasses(List.of(new TaskClass("cat", prompts)))
                .build();

        // When
        heads.head(spec);

        // Then
        assertThat(encoded).isEqualTo(prompts);
    }

    @Test
    void theRevisionSpeaksOfLabelsPromptsAndTemplatesAlone() {
        // Given
        TaskSpec spec = LearningRecords.task("cat", "dog");
        String revision = heads.head(spec).revision();

        // When, Then
        TaskSpec sameInWords = TaskSpec.newBuilder(spec)
                .setTemplates(List.of("{}"))
                .setAppliedBy("somebody else")
                .setMethod("zero-shot")
                .build();
        assertThat(TaskRules.revision(sameInWords)).isEqualTo(revision);
        assertThat(TaskRules.revision(LearningRecords.task("dog", "cat"))).isNotEqualTo(revision);
        TaskSpec otherTemplate =
                TaskSpec.newBuilder(spec).setTemplates(List.of("a {}")).build();
        assertThat(TaskRules.revision(otherTemplate)).isNotEqualTo(revision);
    }

    /** Notes what it encodes; the feature belongs to the text. */
    private final class TestEncoder implements TextEncoder {
        @Override
        public int dimension() {
            return LearningRecords.DIMENSION;
        }

        @Override
        public float[][] encode(List<String> texts) {
            encoded.addAll(texts);
            return texts.stream().map(LearningRecords::feature).toArray(float[][]::new);
        }

        @Override
        public void close() {}
    }
}
