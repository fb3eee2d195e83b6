package io.clipstream.loadtest.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.schemas.Correction;
import io.clipstream.schemas.CorrectionKind;
import io.clipstream.schemas.CorrectionOrigin;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LearnOracleTest {
    @Test
    void followsTheMajorityOfWhatEachAnnotatorSaidLast() {
        // Given two who agree, a third who came later, and one of the two who has changed her mind
        Correction first = word("ann", "n1", 1);
        Correction second = word("ben", "n1", 2);
        Correction third = word("cem", "n2", 9);

        // Then the majority counts, with its latest word; and when it breaks up, the latest word of all
        assertThat(LearnOracle.decide(List.of(third, second, first))).contains(second);
        assertThat(LearnOracle.decide(List.of(third, word("ann", "n2", 5), second, first)))
                .contains(third);
        assertThat(LearnOracle.decide(List.of(first, word("ann", null, 3)))).isEmpty();
    }

    @Test
    void keepsTheLatestOfEachClassAndAccountsForEveryRefusal() {
        // Given a script of a thousand images
        LearnScript script = new LearnScript(5);
        LearnOracle oracle = new LearnOracle(script, 1_000, 4, 10);

        // Then each class of each task holds four, labels and "none of these" alike
        Map<String, Integer> classes = new TreeMap<>();
        oracle.buffer().forEach((key, word) -> classes.merge(word.getTask() + " " + word.getLabel(), 1, Integer::sum));
        assertThat(classes).hasSize(LearnScript.TASKS * (OneHotModel.CLASSES + 1));
        assertThat(classes.values()).allMatch(size -> size <= 4);
        // And the sample of each task ten images
        assertThat(oracle.sample()).hasSize(10 * LearnScript.TASKS);
        // And there are letters of both kinds
        assertThat(new HashSet<>(oracle.letters().values())).containsExactlyInAnyOrder("UNMATCHED", "UNKNOWN_LABEL");
    }

    @Test
    void tellsTheSameStoryTwiceWithoutTwoWordsOfTheSameTime() {
        // When the same script is told twice
        LearnScript script = new LearnScript(5);
        Set<String> times = new HashSet<>();
        Set<UUID> ids = new HashSet<>();
        IntStream.range(0, 2_000).forEach(image -> {
            LearnScript.Story story = script.story(image);
            assertThat(story).isEqualTo(new LearnScript(5).story(image));
            story.words().forEach(word -> {
                if (ids.add(word.correction().getCorrectionId())) {
                    assertThat(times.add(
                                    LearnScript.task(image) + word.correction().getEventTime()))
                            .isTrue();
                }
                assertThat(word.step()).isBetween(image, image + LearnScript.LATEST);
            });
        });
    }

    private static Correction word(String annotator, String label, long second) {
        return Correction.newBuilder()
                .setCorrectionId(new UUID(second, 0))
                .setTask("learn-0")
                .setKind(label == null ? CorrectionKind.WITHDRAWAL : CorrectionKind.LABEL)
                .setLabel(label)
                .setOrigin(CorrectionOrigin.SPONTANEOUS)
                .setPrediction(null)
                .setAnnotator(annotator)
                .setEventTime(Instant.ofEpochSecond(second))
                .build();
    }
}
