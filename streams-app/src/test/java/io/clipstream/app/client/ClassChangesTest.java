package io.clipstream.app.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.schemas.TaskSpec;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ClassChangesTest {
    private final TaskSpec now = task("'cat', {'label': 'dog', 'formerly': ['hound']}, 'owl', 'cow', 'cod'");

    @Test
    void tellsWhatBecomesOfEachClass() {
        // Given one that is renamed, two that become one, one that goes, one that comes, one with another name
        TaskSpec next = task("{'label': 'feline', 'prompts': ['cat'], 'formerly': ['cat']},"
                + " {'label': 'dog', 'formerly': ['owl']}, {'label': 'cow', 'synonyms': ['ox']}, 'bird'");

        // When
        ClassChanges changes = ClassChanges.of(now, next);

        // Then
        assertThat(changes.renamed()).isEqualTo(Map.of("cat", "feline"));
        assertThat(changes.merged()).isEqualTo(Map.of("dog", List.of("dog", "owl")));
        assertThat(changes.removed()).containsExactly("cod");
        assertThat(changes.added()).containsExactly("bird");
        assertThat(changes.reworded()).containsExactly("cow");
        assertThat(changes.forgotten()).containsExactly("hound");
        assertThat(changes.templates()).isFalse();
    }

    @Test
    void findsNothingInTheSameTaskAndSeesOtherTemplates() {
        // Given
        TaskSpec templates =
                TaskSpec.newBuilder(now).setTemplates(List.of("a {}.")).build();

        // When, Then
        assertThat(ClassChanges.of(now, now))
                .isEqualTo(new ClassChanges(List.of(), List.of(), Map.of(), Map.of(), List.of(), List.of(), false));
        assertThat(ClassChanges.of(now, templates).templates()).isTrue();
    }

    private static TaskSpec task(String classes) {
        String json = "{'task': 't', 'classes': [" + classes + "]}";
        return TaskFile.parse("test", json.replace('\'', '"'), "ann", Instant.EPOCH);
    }
}
