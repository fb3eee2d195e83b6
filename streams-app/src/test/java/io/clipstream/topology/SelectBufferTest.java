package io.clipstream.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.schemas.CorrectionKind;
import io.clipstream.schemas.Example;
import io.clipstream.schemas.LiveCorrection;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SelectBufferTest {
    private static final Set<String> LABELS = Set.of("cat", "dog", "owl");

    @Test
    void everyOrderOfArrivalGivesTheSameBuffer() {
        for (int seed = 0; seed < 40; seed++) {
            // Given: late, repeated, conflicting and withdrawn corrections of a few annotators
            Random random = new Random(seed);
            List<LiveCorrection> words = randomWords(random, 120);
            Map<String, Example> expected = bufferOf(words, 3);
            assertThat(expected).isNotEmpty();
            for (int order = 0; order < 10; order++) {
                // When they come in another order, some of them twice
                List<LiveCorrection> shuffled = new ArrayList<>(words);
                shuffled.addAll(words.subList(0, 30));
                Collections.shuffle(shuffled, random);

                // Then
                assertThat(bufferOf(shuffled, 3)).isEqualTo(expected);
            }
        }
    }

    @Test
    void everyOrderOfAFewContradictoryWordsGivesTheSameBuffer() {
        // Given: one image, relabelled, withdrawn, contradicted, at equal times too
        List<LiveCorrection> words = List.of(
                LearningRecords.word("a", "ann", "cat", 10),
                LearningRecords.word("a", "ann", "dog", 40),
                LearningRecords.withdrawal("a", "ann", 30),
                LearningRecords.word("a", "bob", "owl", 20),
                LearningRecords.word("a", "eve", "cat", 20),
                LearningRecords.word("b", "eve", "cat", 20));
        Map<String, Example> expected = bufferOf(words, 1);

        // When, Then: all 720 orders
        permutations(words, words.size())
                .forEach(order -> assertThat(bufferOf(order, 1)).isEqualTo(expected));
    }

    @Test
    void theMajorityOfLastWordsDecidesAndATieGoesToTheLatest() {
        // Given
        List<LiveCorrection> words = List.of(
                LearningRecords.word("a", "ann", "cat", 10),
                LearningRecords.word("a", "bob", "cat", 11),
                LearningRecords.word("a", "eve", "dog", 99),
                LearningRecords.word("b", "ann", "cat", 10),
                LearningRecords.word("b", "bob", "owl", 12));

        // When
        Map<String, Example> buffer = bufferOf(words, 9);

        // Then
        assertThat(buffer.get("a").getLabel()).isEqualTo("cat");
        assertThat(buffer.get("a").getAnnotator()).isEqualTo("bob");
        assertThat(buffer.get("b").getLabel()).isEqualTo("owl");
    }

    @Test
    void aWithdrawalBringsBackTheExampleItHadDisplaced() {
        // Given a buffer of one a class, where b has displaced a
        SelectBuffer buffer = new SelectBuffer(SelectPolicy.mostRecent());
        buffer.configure(LABELS, 1);
        buffer.add(LearningRecords.word("a", "ann", "cat", 10));
        buffer.add(LearningRecords.word("b", "ann", "cat", 20));
        buffer.changes();
        assertThat(buffer.content()).containsOnlyKeys("b");

        // When
        buffer.add(LearningRecords.withdrawal("b", "ann", 30));
        List<SelectChange> changes = buffer.changes();

        // Then
        assertThat(buffer.content()).containsOnlyKeys("a");
        assertThat(changes).extracting(SelectChange::imageId).containsExactly("a", "b");
        assertThat(changes).extracting(SelectChange::withdrawn).containsExactly(false, true);
    }

    @Test
    void withdrawingADisplacedImageIsToldAsWell() {
        // Given a, displaced by b, and seen by an earlier version
        SelectBuffer buffer = new SelectBuffer(SelectPolicy.mostRecent());
        buffer.configure(LABELS, 1);
        buffer.add(LearningRecords.word("a", "ann", "cat", 10));
        buffer.add(LearningRecords.word("b", "ann", "cat", 20));
        buffer.changes();

        // When
        buffer.add(LearningRecords.withdrawal("a", "ann", 30));

        // Then
        assertThat(buffer.changes()).containsExactly(new SelectChange("a", null, true));
    }

    @Test
    void examplesOfARemovedClassLeaveAndComeBackWithIt() {
        // Given
        SelectBuffer buffer = new SelectBuffer(SelectPolicy.mostRecent());
        buffer.configure(LABELS, 4);
        buffer.add(LearningRecords.word("a", "ann", "cat", 10));
        buffer.add(LearningRecords.word("b", "ann", "dog", 20));
        buffer.changes();

        // When
        buffer.configure(Set.of("dog"), 4);

        // Then
        assertThat(buffer.changes()).singleElement().satisfies(change -> {
            assertThat(change.imageId()).isEqualTo("a");
            assertThat(change.example()).isNull();
            assertThat(change.withdrawn()).isFalse();
        });
        buffer.configure(LABELS, 4);
        assertThat(buffer.changes()).extracting(SelectChange::imageId).containsExactly("a");
    }

    @Test
    void noneOfTheseIsKeptAsAnExampleWithoutLabel() {
        // Given, When
        Map<String, Example> buffer = bufferOf(List.of(LearningRecords.noneOfThese("a", "ann", 10)), 2);

        // Then
        assertThat(buffer.get("a").getLabel()).isNull();
    }

    @Test
    void goesOnFromWhatWasPublishedBefore() {
        // Given what an earlier run published: a, in a class that meanwhile holds b alone
        SelectBuffer buffer = new SelectBuffer(SelectPolicy.mostRecent());
        buffer.configure(LABELS, 1);
        Map<String, Example> before = bufferOf(List.of(LearningRecords.word("a", "ann", "cat", 10)), 1);
        buffer.alreadyPublished(before.get("a"));
        buffer.add(LearningRecords.word("b", "ann", "cat", 20));

        // When
        List<SelectChange> changes = buffer.changes();

        // Then
        assertThat(changes).extracting(SelectChange::imageId).containsExactly("a", "b");
        assertThat(changes.get(0).example()).isNull();
        assertThat(buffer.changes()).isEmpty();
    }

    private static Map<String, Example> bufferOf(List<LiveCorrection> words, int perClass) {
        SelectBuffer buffer = new SelectBuffer(SelectPolicy.mostRecent());
        buffer.configure(LABELS, perClass);
        Map<String, Example> published = new TreeMap<>();
        for (LiveCorrection word : words) {
            buffer.add(word);
            // Published after each word, as select does: what a reader of the topic ends up with must converge too.
            for (SelectChange change : buffer.changes()) {
                if (change.example() == null) {
                    published.remove(change.imageId());
                } else {
                    published.put(change.imageId(), change.example());
                }
            }
        }
        assertThat(buffer.content()).isEqualTo(published);
        return published;
    }

    private static List<LiveCorrection> randomWords(Random random, int count) {
        List<LiveCorrection> words = new ArrayList<>();
        List<String> labels = LABELS.stream().sorted().toList();
        for (int i = 0; i < count; i++) {
            String image = "image-" + random.nextInt(25);
            String annotator = "annotator-" + random.nextInt(3);
            // Few distinct times, so that ties are common.
            int time = random.nextInt(20);
            words.add(
                    switch (random.nextInt(5)) {
                        case 0 -> LearningRecords.withdrawal(image, annotator, time);
                        case 1 -> LearningRecords.noneOfThese(image, annotator, time);
                        default ->
                            LearningRecords.word(image, annotator, labels.get(random.nextInt(labels.size())), time);
                    });
        }
        assertThat(words).anyMatch(word -> word.getKind() == CorrectionKind.WITHDRAWAL);
        return words;
    }

    private static <T> List<List<T>> permutations(List<T> items, int length) {
        if (length == 0) {
            return List.of(List.of());
        }
        List<List<T>> all = new ArrayList<>();
        for (T first : items) {
            List<T> rest = new ArrayList<>(items);
            rest.remove(first);
            for (List<T> tail : permutations(rest, length - 1)) {
                List<T> one = new ArrayList<>(List.of(first));
                one.addAll(tail);
                all.add(one);
            }
        }
        return all;
    }
}
