package io.clipstream.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.clipstream.schemas.CorrectionKind;
import io.clipstream.schemas.CorrectionOrigin;
import io.clipstream.schemas.Example;
import io.clipstream.schemas.LabelVote;
import io.clipstream.schemas.LiveCorrection;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SelectBufferTest {
    /** What corrections may call the three classes. */
    private static final Map<String, String> LABELS = Map.of("cat", "cat", "dog", "dog", "owl", "owl", "kitten", "cat");

    @ParameterizedTest
    @EnumSource(SelectPolicy.class)
    void everyOrderOfArrivalGivesTheBufferWorkedOutFromScratch(SelectPolicy policy) {
        int displaced = 0;
        for (int seed = 0; seed < 40; seed++) {
            // Given: late, repeated, conflicting, withdrawn, audited and held-out corrections of a few annotators
            Random random = new Random(seed);
            List<LiveCorrection> words = randomWords(random, 150);
            SelectRules rules = rules(policy, 1 + random.nextInt(4));
            Map<String, Example> expected = SelectOracle.buffer(words, rules);
            displaced += (int) words.stream()
                    .map(LiveCorrection::getImageId)
                    .distinct()
                    .filter(id -> !expected.containsKey(id))
                    .count();
            for (int order = 0; order < 5; order++) {
                // When they come in another order, some of them twice
                List<LiveCorrection> shuffled = new ArrayList<>(words);
                shuffled.addAll(words.subList(0, 30));
                Collections.shuffle(shuffled, random);

                // Then
                assertThat(bufferOf(shuffled, rules)).isEqualTo(expected);
            }
        }
        assertThat(displaced).isGreaterThan(200);
    }

    @ParameterizedTest
    @EnumSource(SelectPolicy.class)
    void goesToTheSameBufferFromAnyEarlierRulesAndAfterARestart(SelectPolicy policy) {
        for (int seed = 0; seed < 20; seed++) {
            // Given a buffer under other rules, and what it had published
            Random random = new Random(seed);
            List<LiveCorrection> words = randomWords(random, 150);
            SelectBuffer before = new SelectBuffer(
                    new SelectRules(Map.of("cat", "cat", "bird", "bird"), 2, SelectPolicy.MOST_RECENT, 1, 9, Map.of()));
            words.subList(0, 100).forEach(before::add);
            before.changes();
            SelectRules rules = rules(policy, 2);

            // When it starts again from that, is configured, and hears the rest
            SelectBuffer again = new SelectBuffer(SelectRules.none(policy));
            again.configure(rules);
            before.content().values().forEach(again::alreadyPublished);
            words.forEach(again::add);
            again.changes();
            before.configure(rules);
            words.forEach(before::add);
            before.changes();

            // Then
            Map<String, Example> expected = SelectOracle.buffer(words, rules);
            assertThat(again.content()).isEqualTo(expected);
            assertThat(before.content()).isEqualTo(expected);
        }
    }

    @Test
    void weightsDecideAndThoseOfWeightZeroDoNotVote() {
        // Given two against one of more weight, and a crowd of weight zero
        List<LiveCorrection> words = List.of(
                LearningRecords.word("a", "ann", "cat", 50),
                LearningRecords.word("a", "bob", "cat", 50),
                LearningRecords.word("a", "eve", "dog", 10),
                LearningRecords.word("a", "bot", "owl", 90));
        SelectRules rules = new SelectRules(
                LABELS, 4, SelectPolicy.DIVERSE, 2, 3, Map.of("eve", 2.5, "ann", 0.7, "bob", 0.7, "bot", 0.0));

        // When
        Example example = bufferOf(words, rules).get("a");

        // Then
        assertThat(example.getLabel()).isEqualTo("dog");
        assertThat(example.getVoters()).isEqualTo(3);
        assertThat(example.getAgreement()).isCloseTo(2.5f / 3.9f, within(1e-6f));
    }

    @Test
    void weightsThatAreEqualInDecimalsAreATie() {
        // Given 0.1 + 0.2 against 0.3, which binary fractions would decide
        List<LiveCorrection> words = List.of(
                LearningRecords.word("a", "ann", "cat", 10),
                LearningRecords.word("a", "bob", "cat", 11),
                LearningRecords.word("a", "eve", "dog", 12));
        SelectRules rules =
                new SelectRules(LABELS, 4, SelectPolicy.DIVERSE, 2, 3, Map.of("ann", 0.1, "bob", 0.2, "eve", 0.3));

        // When, Then: the latest word
        assertThat(bufferOf(words, rules).get("a").getLabel()).isEqualTo("dog");
    }

    @Test
    void aVoteForARemovedClassDoesNotOutvoteOneThatIsLeft() {
        // Given
        List<LiveCorrection> words =
                List.of(LearningRecords.word("a", "ann", "cat", 10), LearningRecords.word("a", "bob", "dinosaur", 20));

        // When, Then
        assertThat(bufferOf(words, 4).get("a").getLabel()).isEqualTo("cat");
    }

    @Test
    void aFormerLabelSpeaksOfTheClassAndAgreesWithItsLabel() {
        // Given one who says what the class was called before, and two of the present
        SelectBuffer buffer = new SelectBuffer(rules(SelectPolicy.DIVERSE, 4));
        buffer.add(LearningRecords.word("a", "ann", "kitten", 30));

        // When, Then
        assertThat(buffer.add(LearningRecords.word("a", "bob", "cat", 20)).disagreement())
                .isNull();
        assertThat(buffer.add(LearningRecords.word("a", "eve", "dog", 40))
                        .disagreement()
                        .votes())
                .extracting(LabelVote::getLabel)
                .containsExactly("cat", "dog");
        buffer.changes();
        Example example = buffer.content().get("a");
        assertThat(example.getLabel()).isEqualTo("cat");
        assertThat(example.getAnnotator()).isEqualTo("ann");
        assertThat(example.getAgreement()).isCloseTo(2f / 3, within(1e-6f));
    }

    @Test
    void disagreementIsToldOncePerChangeOfMind() {
        // Given
        SelectBuffer buffer = new SelectBuffer(rules(SelectPolicy.DIVERSE, 4));
        LiveCorrection second = LearningRecords.word("a", "bob", "dog", 20);

        // When, Then: the first dissent
        assertThat(buffer.add(LearningRecords.word("a", "ann", "cat", 10)).disagreement())
                .isNull();
        assertThat(buffer.add(second).disagreement().votes())
                .extracting(LabelVote::getLabel)
                .containsExactly("dog", "cat");
        // again, or decided by a third, is no news
        assertThat(buffer.add(second)).isEqualTo(SelectWord.OUTDATED);
        assertThat(buffer.add(LearningRecords.word("a", "eve", "cat", 30)).disagreement())
                .isNull();
        // a lost lead, and another label, are
        assertThat(buffer.add(LearningRecords.word("a", "joe", "dog", 40)).disagreement())
                .isNotNull();
        assertThat(buffer.add(LearningRecords.noneOfThese("a", "kim", 50)).disagreement())
                .isNotNull();
        // as is a withdrawal that ends a lead
        buffer.add(LearningRecords.word("a", "joe", "cat", 60));
        assertThat(buffer.add(LearningRecords.withdrawal("a", "joe", 70)).disagreement())
                .isNull();
        assertThat(buffer.add(LearningRecords.withdrawal("a", "eve", 80)).disagreement())
                .isNotNull();
    }

    @Test
    void aMemberOfTheAuditSampleStaysToBeMeasuredOnWhenItIsNoShot() {
        // Given one place a class, three in the audit sample
        List<LiveCorrection> words = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            words.add(audited("image-" + i, 10 + i));
        }

        // When
        Map<String, Example> buffer = bufferOf(words, 1);

        // Then
        assertThat(buffer).containsOnlyKeys("image-2", "image-3", "image-4");
        assertThat(buffer.values()).extracting(Example::getTrains).containsExactly(false, false, true);
    }

    @Test
    void aHeldOutImageIsAlwaysThereAndNeverAShot() {
        // Given
        List<LiveCorrection> words = new ArrayList<>();
        words.add(LiveCorrection.newBuilder(LearningRecords.word("pinned", "ann", "cat", 90))
                .setHeldOut(true)
                .build());
        words.add(LearningRecords.word("pinned", "bob", "cat", 95));
        words.add(LearningRecords.word("b", "ann", "cat", 20));

        // When
        Map<String, Example> buffer = bufferOf(words, 1);

        // Then it takes no shot's place
        assertThat(buffer).containsOnlyKeys("b", "pinned");
        assertThat(buffer.get("pinned").getHeldOut()).isTrue();
        assertThat(buffer.get("pinned").getTrains()).isFalse();
        assertThat(buffer.get("b").getTrains()).isTrue();
    }

    @Test
    void noneOfTheseHasPlacesOfItsOwn() {
        // Given two places for it, one a class
        List<LiveCorrection> words = List.of(
                LearningRecords.noneOfThese("a", "ann", 10),
                LearningRecords.noneOfThese("b", "ann", 11),
                LearningRecords.noneOfThese("c", "ann", 12),
                LearningRecords.word("d", "ann", "cat", 1));

        // When, Then
        assertThat(bufferOf(words, 1)).containsOnlyKeys("b", "c", "d");
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
        SelectBuffer buffer = new SelectBuffer(rules(SelectPolicy.MOST_RECENT, 1));
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
        SelectBuffer buffer = new SelectBuffer(rules(SelectPolicy.MOST_RECENT, 1));
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
        SelectBuffer buffer = new SelectBuffer(rules(SelectPolicy.MOST_RECENT, 4));
        buffer.add(LearningRecords.word("a", "ann", "cat", 10));
        buffer.add(LearningRecords.word("b", "ann", "dog", 20));
        buffer.changes();

        // When
        buffer.configure(new SelectRules(Map.of("dog", "dog"), 4, SelectPolicy.MOST_RECENT, 8, 8, Map.of()));

        // Then
        assertThat(buffer.changes()).singleElement().satisfies(change -> {
            assertThat(change.imageId()).isEqualTo("a");
            assertThat(change.example()).isNull();
            assertThat(change.withdrawn()).isFalse();
        });
        buffer.configure(rules(SelectPolicy.MOST_RECENT, 4));
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
        SelectBuffer buffer = new SelectBuffer(rules(SelectPolicy.MOST_RECENT, 1));
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

    private static SelectRules rules(SelectPolicy policy, int perClass) {
        return new SelectRules(LABELS, perClass, policy, 2, 3, Map.of("annotator-2", 1.5, "annotator-3", 0.0));
    }

    private static Map<String, Example> bufferOf(List<LiveCorrection> words, int perClass) {
        return bufferOf(words, rules(SelectPolicy.MOST_RECENT, perClass));
    }

    private static Map<String, Example> bufferOf(List<LiveCorrection> words, SelectRules rules) {
        SelectBuffer buffer = new SelectBuffer(rules);
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

    private static LiveCorrection audited(String image, int time) {
        return LiveCorrection.newBuilder(LearningRecords.word(image, "ann", "cat", time))
                .setOrigin(CorrectionOrigin.AUDIT)
                .build();
    }

    private static List<LiveCorrection> randomWords(Random random, int count) {
        List<LiveCorrection> words = new ArrayList<>();
        List<String> labels = List.of("cat", "dog", "owl", "kitten", "dinosaur");
        for (int i = 0; i < count; i++) {
            String image = "image-" + random.nextInt(40);
            String annotator = "annotator-" + random.nextInt(4);
            // Few distinct times, so that ties are common.
            int time = random.nextInt(20);
            LiveCorrection word =
                    switch (random.nextInt(6)) {
                        case 0 -> LearningRecords.withdrawal(image, annotator, time);
                        case 1 -> LearningRecords.noneOfThese(image, annotator, time);
                        default ->
                            LearningRecords.word(image, annotator, labels.get(random.nextInt(labels.size())), time);
                    };
            if (word.getKind() != CorrectionKind.WITHDRAWAL) {
                // Of an image, not of a word; few values, so that ties are common here too.
                int of = image.hashCode();
                word = LiveCorrection.newBuilder(word)
                        .setZeroShotMargin(of % 5 == 0 ? null : of % 4 / 4f)
                        .setSource(of % 3 == 0 ? null : "camera-" + of % 3)
                        .setModelId(of % 7 == 0 ? "model-2" : LearningRecords.MODEL)
                        .setOrigin(random.nextInt(4) == 0 ? CorrectionOrigin.AUDIT : CorrectionOrigin.REVIEW)
                        .setHeldOut(random.nextInt(30) == 0)
                        .build();
            }
            words.add(word);
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
