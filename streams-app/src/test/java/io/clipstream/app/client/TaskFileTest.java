package io.clipstream.app.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clipstream.schemas.TaskClass;
import io.clipstream.schemas.TaskSpec;
import io.clipstream.topology.TaskRules;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TaskFileTest {
    @Test
    void readsEveryField() {
        // Given a task that uses all fields
        String json =
                """
                {
                  "task": "land-use",
                  "classes": ["forest", {"label": "river", "prompts": ["a river", "a stream"]}],
                  "templates": ["an aerial photo of {}."],
                  "method": "clip-adapter",
                  "challengers": ["residual-least-squares"],
                  "options": {"clip-adapter.ratio": 0.3},
                  "bufferPerClass": 8,
                  "policy": {"top": 2, "reviewMargin": 0.2, "auditShare": 0}
                }""";

        // When it is read
        TaskSpec task = TaskFile.parse("f", json, "ann", Instant.EPOCH);

        // Then all of it is there
        assertThat(task.getTask()).isEqualTo("land-use");
        assertThat(task.getClasses().get(0).getPrompts()).isEmpty();
        assertThat(task.getClasses().get(1).getPrompts()).containsExactly("a river", "a stream");
        assertThat(task.getTemplates()).containsExactly("an aerial photo of {}.");
        assertThat(task.getMethod()).isEqualTo("clip-adapter");
        assertThat(task.getChallengers()).isEqualTo(List.of("residual-least-squares"));
        assertThat(task.getOptions()).containsEntry("clip-adapter.ratio", "0.3");
        assertThat(task.getBufferPerClass()).isEqualTo(8);
        assertThat(task.getPolicy().getTop()).isEqualTo(2);
        assertThat(task.getPolicy().getReviewMargin()).isEqualTo(0.2f);
        assertThat(task.getPolicy().getAuditShare()).isZero();
        assertThat(task.getAppliedBy()).isEqualTo("ann");
    }

    @Test
    void readsHowTheBufferIsFilledAndRefusesWhatItCannotBe() {
        // Given
        String begin = "{\"task\": \"t\", \"classes\": [\"a\"], ";

        // When
        TaskSpec task = TaskFile.parse(
                "f",
                begin + "\"bufferPolicy\": \"most-recent\", \"bufferNoneOfThese\": 0, \"bufferAudited\": 7,"
                        + " \"annotatorWeights\": {\"ann\": 2, \"bob\": 0.5}}",
                "ann",
                Instant.EPOCH);
        TaskSpec plain = TaskFile.parse("f", begin + "\"templates\": []}", "x", Instant.EPOCH);

        // Then
        assertThat(task.getBufferPolicy()).isEqualTo("most-recent");
        assertThat(task.getBufferNoneOfThese()).isZero();
        assertThat(task.getBufferAudited()).isEqualTo(7);
        assertThat(task.getAnnotatorWeights()).containsEntry("ann", 2.0).containsEntry("bob", 0.5);
        assertThat(plain.getBufferPolicy()).isEmpty();
        assertThat(plain.getBufferNoneOfThese()).isEqualTo(64);
        assertThat(plain.getBufferAudited()).isEqualTo(512);
        assertThatThrownBy(() -> TaskFile.parse("f", begin + "\"bufferPolicy\": \"best\"}", "x", Instant.EPOCH))
                .hasMessage(
                        "f: bufferPolicy 'best' must be one of diverse, most-recent, or empty for the deployment's");
        assertThatThrownBy(
                        () -> TaskFile.parse("f", begin + "\"annotatorWeights\": {\"ann\": -1}}", "x", Instant.EPOCH))
                .hasMessage("f: annotatorWeights of 'ann' is -1.0, it must lie in [0, 1000]");
    }

    @Test
    void synonymsStandBesideTheLabelPromptsInItsPlaceAndTextsByThemselves() {
        // Given
        String json =
                """
                {
                  "task": "t",
                  "classes": [
                    {"label": "river", "synonyms": ["stream", "creek"]},
                    {"label": "x17", "prompts": ["bolt"], "texts": ["a bolt on a table"]},
                    {"label": "other", "texts": ["an empty table"]}
                  ]
                }""";

        // When
        TaskSpec task = TaskFile.parse("f", json, "ann", Instant.EPOCH);

        // Then
        assertThat(task.getClasses())
                .containsExactly(
                        new TaskClass("river", List.of("river", "stream", "creek"), List.of(), List.of()),
                        new TaskClass("x17", List.of("bolt"), List.of("a bolt on a table"), List.of()),
                        new TaskClass("other", List.of(), List.of("an empty table"), List.of()));
    }

    @Test
    void formerLabelsLeadToOneClass() {
        // Given
        String json = "{\"task\": \"t\", \"classes\": [{\"label\": \"pet\", \"formerly\": [%s]}, {\"label\": \"owl\","
                + " \"formerly\": [%s]}]}";

        // When, Then
        TaskSpec task = TaskFile.parse("f", json.formatted("\"cat\", \"dog\"", "\"bird\""), "ann", Instant.EPOCH);
        assertThat(task.getClasses().get(0).getFormerly()).containsExactly("cat", "dog");
        assertThat(TaskRules.labelOf(task, "dog")).contains("pet");
        assertThat(TaskRules.labelOf(task, "owl")).contains("owl");
        assertThat(TaskRules.labelOf(task, "cow")).isEmpty();
        assertThat(TaskRules.revision(task))
                .isEqualTo(TaskRules.revision(TaskFile.parse("f", json.formatted("", ""), "ann", Instant.EPOCH)));
        assertThatThrownBy(() -> TaskFile.parse("f", json.formatted("\"owl\"", ""), "ann", Instant.EPOCH))
                .hasMessage(
                        "f: classes[0].formerly[0] 'owl' is the label of a class of the task: only a label that is no"
                                + " longer in use may stand there");
        assertThatThrownBy(() -> TaskFile.parse("f", json.formatted("\"cat\"", "\"cat\""), "ann", Instant.EPOCH))
                .hasMessage(
                        "f: classes[1].formerly[0] 'cat' must lead to one class, once; it stands under 'pet' already");
    }

    @Test
    void aPresetAmongTheTemplatesIsReplacedByThePublishedOnes() {
        // Given a preset beside a template of the task's own, and a preset alone
        String mixed =
                "{\"task\": \"t\", \"classes\": [\"a\"], \"templates\": [\"preset:eurosat\", \"seen from above: {}\"]}";
        String alone = "{\"task\": \"t\", \"classes\": [\"a\"], \"templates\": \"preset:imagenet\"}";

        // When, Then
        assertThat(TaskFile.parse("f", mixed, "ann", Instant.EPOCH).getTemplates())
                .containsExactly(
                        "a centered satellite photo of {}.",
                        "a centered satellite photo of a {}.",
                        "a centered satellite photo of the {}.",
                        "seen from above: {}");
        assertThat(TaskFile.parse("f", alone, "ann", Instant.EPOCH).getTemplates())
                .hasSize(80);
    }

    @Test
    void hasTheSchemasDefaultsForWhatIsNotSaid() {
        TaskSpec task = TaskFile.parse("f", "{\"task\": \"t\", \"classes\": [\"a\"]}", "ann", Instant.EPOCH);

        assertThat(task.getMethod()).isEqualTo("auto");
        assertThat(task.getBufferPerClass()).isEqualTo(16);
        assertThat(task.getPolicy().getTop()).isEqualTo(5);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "{|f is not JSON",
                "[]|a JSON object was expected",
                "{\"task\": \"Land Use\", \"classes\": [\"a\"]}|field 'task' wants a name of the characters a-z 0-9 ."
                        + " _ -, got 'Land Use'",
                "{\"classes\": [\"a\"]}|field 'task' wants a string",
                "{\"task\": \"t\"}|field 'classes' wants a list of at least one class",
                "{\"task\": \"t\", \"classes\": [\"a\", \"a\"]}|has the label 'a' twice",
                "{\"task\": \"t\", \"classes\": [{\"name\": \"a\"}]}|unknown field 'classes[0].name'; there are"
                        + " [formerly, label, prompts, synonyms, texts]",
                "{\"task\": \"t\", \"classes\": [{\"label\": \"a\", \"synonyms\": [\"b\"], \"prompts\":"
                        + " [\"c\"]}]}|class 'a' wants 'synonyms' (names beside the label) or 'prompts' (names in its"
                        + " place), not both",
                "{\"task\": \"t\", \"classes\": [{\"label\": \"a\", \"synonyms\": [\"a\"]}]}|the synonyms of 'a' name"
                        + " the label itself",
                "{\"task\": \"t\", \"classes\": [{\"label\": \"a\", \"synonyms\": \"b\"}]}|field 'classes[0].synonyms'"
                        + " wants a list of strings",
                "{\"task\": \"t\", \"classes\": [\"a\", {\"label\": \"b\", \"texts\": [\"\"]}]}|field"
                        + " 'classes[1].texts' wants non-empty strings",
                "{\"task\": \"t\", \"classes\": [\"a\"], \"templates\": [\"a {}\", \"a {}\"]}|templates[1] 'a {}'"
                        + " stands there twice",
                "{\"task\": \"t\", \"classes\": [\"a\"], \"templates\": [\"preset:imagnet\"]}|field 'templates': there"
                        + " is no template preset 'imagnet'; did you mean 'imagenet'?",
                "{\"task\": \"t\", \"classes\": [\"a\"], \"template\": []}|unknown field 'template'",
                "{\"task\": \"t\", \"classes\": [\"a\"], \"templates\": [\"a photo\"]}|templates[0] 'a photo' must"
                        + " contain {} exactly once, where the class goes",
                "{\"task\": \"t\", \"classes\": [\"a\"], \"bufferPerClass\": 0}|field 'bufferPerClass' wants 1 or"
                        + " more, got 0",
                "{\"task\": \"t\", \"classes\": [\"a\"], \"policy\": {\"auditShare\": 2}}|field 'policy.auditShare'"
                        + " wants a number from 0 to 1, got 2",
            })
    void namesTheFieldThatIsWrong(String json, String message) {
        assertThatThrownBy(() -> TaskFile.parse("f", json, "ann", Instant.EPOCH))
                .isInstanceOf(RefusedException.class)
                .hasMessageStartingWith("f")
                .hasMessageContaining(message);
    }
}
