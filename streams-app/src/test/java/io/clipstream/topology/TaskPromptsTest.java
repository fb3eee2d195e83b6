package io.clipstream.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.schemas.TaskClass;
import io.clipstream.schemas.TaskSpec;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TaskPromptsTest {
    private static TaskSpec task(List<String> names, List<String> texts, List<String> templates) {
        return TaskSpec.newBuilder(LearningRecords.task("river"))
                .setClasses(List.of(new TaskClass("river", names, texts, List.of())))
                .setTemplates(templates)
                .build();
    }

    private static String problem(TaskSpec spec) {
        return TaskRules.problem(LearningRecords.TASK, spec).orElse("none");
    }

    @Test
    void takesNamesTextsAndTemplatesAndCountsWhatTheyMake() {
        // Given
        TaskSpec spec = task(List.of("river", "stream"), List.of("flowing water"), List.of("a {}", "the {}"));

        // When, Then
        assertThat(problem(spec)).isEqualTo("none");
        assertThat(TaskPrompts.count(spec)).isEqualTo(5);
        assertThat(TaskPrompts.count(LearningRecords.task("cat", "dog"))).isEqualTo(2);
        assertThat(new HeadTexts(spec))
                .containsExactly("a river", "the river", "a stream", "the stream", "flowing water");
    }

    @Test
    void namesTheTemplateWithoutAPlaceForTheClassAndTheOneWithTwo() {
        assertThat(problem(task(List.of(), List.of(), List.of("a {}", "a photo"))))
                .isEqualTo("templates[1] 'a photo' must contain {} exactly once, where the class goes; it is there 0"
                        + " times");
        assertThat(problem(task(List.of(), List.of(), List.of("{} or {}"))))
                .contains("'{} or {}'", "it is there 2 times");
    }

    @Test
    void namesWhatStandsThereTwiceOrIsEmptyOrTooLong() {
        assertThat(problem(task(List.of(), List.of(), List.of("a {}", "the {}", "a {}"))))
                .isEqualTo("templates[2] 'a {}' stands there twice, as templates[0] too");
        assertThat(problem(task(List.of("stream", "stream"), List.of(), List.of())))
                .isEqualTo(
                        "classes[0] 'river': prompts[1] 'stream' stands there twice, as classes[0] 'river': prompts[0]"
                                + " too");
        assertThat(problem(task(List.of(" "), List.of(), List.of()))).contains("prompts[0]", "must not be empty");
        assertThat(problem(task(List.of(), List.of("x".repeat(1_001)), List.of())))
                .contains("texts[0]", "has 1001 characters, at most 1000")
                .hasSizeLessThan(250);
    }

    @Test
    void sendsATextWithAPlaceForTheClassToTheTemplates() {
        assertThat(problem(task(List.of(), List.of("a photo of a {}"), List.of())))
                .isEqualTo(
                        "classes[0] 'river': texts[0] 'a photo of a {}' must not contain {}: what has a place for the"
                                + " class belongs in templates");
    }

    @Test
    void boundsWhatNamesAndTemplatesMakeTogether() {
        // Given 1,001 names in 1,000 templates
        List<String> templates =
                IntStream.range(0, 1_000).mapToObj(i -> i + " {}").toList();
        List<String> names = IntStream.range(0, 1_001).mapToObj(i -> "n" + i).toList();

        // When, Then
        assertThat(problem(task(names, List.of(), templates))).contains("make 1001000 texts, at most 1000000");
        assertThat(problem(task(names, List.of(), Collections.singletonList("{}"))))
                .isEqualTo("none");
    }
}
