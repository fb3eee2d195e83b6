package io.clipstream.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.clipstream.adapter.ClassHead;
import io.clipstream.clip.TextEncoder;
import io.clipstream.clip.TextFeatureCache;
import io.clipstream.clip.TextFeatures;
import io.clipstream.schemas.TaskClass;
import io.clipstream.schemas.TaskSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TextHeadsTest {
    private static final int DIMENSION = LearningRecords.DIMENSION;
    private static final Duration LONG = Duration.ofSeconds(30);

    private final List<String> encoded = Collections.synchronizedList(new ArrayList<>());
    private Function<String, float[]> tower = LearningRecords::feature;
    private CountDownLatch gate = new CountDownLatch(0);
    private TextFeatures features = features(1);

    private TextFeatures features(int threads) {
        List<TextEncoder> encoders = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            encoders.add(new TestEncoder());
        }
        return new TextFeatures(encoders, TextFeatureCache.inMemory(DIMENSION, 64 << 20));
    }

    private CompletableFuture<ClassHead> begin(TaskSpec spec) {
        return new TextHeads("model-1", DIMENSION, 100f, features).head(spec);
    }

    private ClassHead head(TaskSpec spec) {
        return begin(spec)
                .orTimeout(LONG.toSeconds(), java.util.concurrent.TimeUnit.SECONDS)
                .join();
    }

    private static TaskSpec task(List<TaskClass> classes, String... templates) {
        return TaskSpec.newBuilder(LearningRecords.task("cat"))
                .setClasses(classes)
                .setTemplates(List.of(templates))
                .build();
    }

    private static TaskClass named(String label, String... names) {
        return new TaskClass(label, List.of(names), List.of(), List.of());
    }

    @AfterEach
    void stop() {
        gate.countDown();
        features.close();
    }

    @Test
    void averagesEveryNameInEveryTemplateAndBringsTheMeanToLengthOne() {
        // Given two names and two templates for one class, and a class that goes by its label
        TaskSpec spec =
                task(List.of(named("cat", "tabby", "kitten"), named("dog")), "a photo of a {}", "the {} in a game");

        // When
        ClassHead head = head(spec);

        // Then each class is the direction of the plain mean of its texts' features
        assertThat(head.labels()).containsExactly("cat", "dog");
        assertThat(head.modelId()).isEqualTo("model-1");
        assertRow(head, 0, "a photo of a tabby", "the tabby in a game", "a photo of a kitten", "the kitten in a game");
        assertRow(head, 1, "a photo of a dog", "the dog in a game");
    }

    @Test
    void aWholeTextWeighsAsMuchAsANameInATemplateAndMayStandForTheNames() {
        // Given a class with a synonym and a text, and one of texts alone
        TaskSpec spec = task(
                List.of(
                        new TaskClass(
                                "river",
                                List.of("river", "stream"),
                                List.of("water that winds through land"),
                                List.of()),
                        new TaskClass("x17", List.of(), List.of("a rusty bolt", "a bolt with rust"), List.of())),
                "a photo of a {}.");

        // When
        ClassHead head = head(spec);

        // Then
        assertRow(head, 0, "a photo of a river.", "a photo of a stream.", "water that winds through land");
        assertRow(head, 1, "a rusty bolt", "a bolt with rust");
        assertThat(encoded).hasSize(5);
    }

    @Test
    void aClassThatIsAddedToAThousandCostsItsOwnTextsAlone() {
        // Given a task of 1,000 classes in three templates
        List<TaskClass> classes = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            classes.add(named("class " + i));
        }
        String[] templates = {"a {}", "the {}", "my {}"};
        ClassHead before = head(task(classes, templates));
        assertThat(encoded).hasSize(3_000);
        encoded.clear();

        // When a class is added
        classes.add(named("newcomer"));
        ClassHead after = head(task(classes, templates));

        // Then its texts are encoded, and every other row is the same to the bit
        assertThat(encoded).containsExactlyInAnyOrder("a newcomer", "the newcomer", "my newcomer");
        assertThat(Arrays.copyOf(after.text().values(), 1_000 * DIMENSION))
                .isEqualTo(before.text().values());
    }

    @Test
    void aHeadIsTheSameToTheBitWhateverWasInTheCacheAndHoweverManyThreadsEncode() {
        // Given a head made from nothing by one thread
        List<TaskClass> classes = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            classes.add(named("class " + i, "name " + i, "a rather longer name " + i));
        }
        TaskSpec spec = task(classes, "a {}", "the {}", "a low resolution photo of the {}.", "itap of my {}.");
        float[] fresh = head(spec).text().values();

        // When four threads make it, half of it cached in another order
        features.close();
        features = features(4);
        List<TaskClass> some = new ArrayList<>(classes.subList(10, 30));
        Collections.reverse(some);
        head(task(some, "the {}", "a {}"));
        float[] again = head(spec).text().values();

        // Then
        assertThat(again).isEqualTo(fresh);
    }

    @Test
    void aSmallTaskIsNotHeldUpByAHugeOne() throws Exception {
        // Given a huge task in work
        gate = new CountDownLatch(1);
        List<TaskClass> classes = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            classes.add(named("class " + i));
        }
        CompletableFuture<ClassHead> huge = begin(task(classes, "a {}"));
        Awaitility.await().atMost(LONG).until(() -> features.missing() == 5_000);

        // When a small one comes
        CompletableFuture<ClassHead> small = begin(task(List.of(named("cat"), named("dog")), "a {}"));
        gate.countDown();
        small.get(LONG.toSeconds(), java.util.concurrent.TimeUnit.SECONDS);
        int before = encoded.indexOf("a dog");

        // Then only some batches of the huge one went before it
        assertThat(before).isBetween(0, 10 * TextFeatures.BATCH);
        assertThat(huge.join().classes()).isEqualTo(5_000);
    }

    @Test
    void aHeadThatNobodyWaitsForIsNotFinished() {
        // Given a huge task whose first batch is in work
        gate = new CountDownLatch(1);
        List<TaskClass> classes = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            classes.add(named("class " + i));
        }
        CompletableFuture<ClassHead> huge = begin(task(classes, "a {}"));
        Awaitility.await().atMost(LONG).until(() -> features.missing() == 5_000);

        // When it is given up, and another task comes
        huge.cancel(false);
        gate.countDown();
        head(LearningRecords.task("cat"));

        // Then next to nothing of it was encoded
        assertThat(encoded).hasSizeLessThan(5 * TextFeatures.BATCH);
        assertThat(features.missing()).isZero();
    }

    @Test
    void aClassWhoseTextsCancelEachOtherOutIsRefusedByName() {
        // Given a tower that gives one text the opposite of another's feature
        tower = text -> {
            float[] feature = LearningRecords.feature("one");
            for (int d = 0; d < feature.length; d++) {
                feature[d] *= text.equals("black") ? -1 : 1;
            }
            return feature;
        };

        // When, Then
        assertThatThrownBy(() -> head(task(List.of(named("ok"), named("grey", "black", "white")))))
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOf(UnusableHeadException.class)
                .hasMessageContaining("class 'grey'")
                .hasMessageContaining("2 texts cancel each other out");
    }

    @Test
    void aFeatureThatIsNotFiniteIsRefusedAndNotKept() {
        // Given a tower that overflows at first
        tower = text -> new float[] {Float.NaN, 0, 0, 0, 0, 0, 0, 0};
        assertThatThrownBy(() -> head(LearningRecords.task("cat")))
                .cause()
                .isInstanceOf(UnusableHeadException.class)
                .hasMessage("class 'cat': the text tower gives no finite feature for 'cat'");

        // When it works again
        tower = LearningRecords::feature;

        // Then the text is encoded anew
        assertRow(head(LearningRecords.task("cat")), 0, "cat");
    }

    @Test
    void aFaultOfTheEncoderEndsItsHeadAlone() {
        // Given
        tower = text -> {
            throw new IllegalStateException("no memory");
        };
        assertThatThrownBy(() -> head(LearningRecords.task("cat"))).hasRootCauseMessage("no memory");

        // When, Then
        tower = LearningRecords::feature;
        assertRow(head(LearningRecords.task("cat")), 0, "cat");
    }

    @Test
    void theRevisionSpeaksOfLabelsNamesTextsAndTemplatesAlone() {
        // Given
        TaskSpec spec = LearningRecords.task("cat", "dog");
        String revision = head(spec).revision();

        // When, Then
        TaskSpec sameInWords = TaskSpec.newBuilder(spec)
                .setTemplates(List.of("{}"))
                .setAppliedBy("somebody else")
                .setMethod("zero-shot")
                .build();
        assertThat(TaskRules.revision(sameInWords)).isEqualTo(revision);
        assertThat(TaskRules.revision(LearningRecords.task("dog", "cat"))).isNotEqualTo(revision);
        assertThat(TaskRules.revision(task(spec.getClasses(), "a {}"))).isNotEqualTo(revision);
        assertThat(TaskRules.revision(
                        task(List.of(new TaskClass("cat", List.of(), List.of("cat"), List.of()), named("dog")))))
                .isNotEqualTo(revision);
    }

    /** The mean as a reader of the paper would write it. */
    private static void assertRow(ClassHead head, int row, String... texts) {
        double[] mean = new double[DIMENSION];
        for (String text : texts) {
            for (int d = 0; d < DIMENSION; d++) {
                mean[d] += (double) LearningRecords.feature(text)[d] / texts.length;
            }
        }
        double length = Math.sqrt(Arrays.stream(mean).map(v -> v * v).sum());
        for (int d = 0; d < DIMENSION; d++) {
            assertThat(head.text().values()[row * DIMENSION + d]).isCloseTo((float) (mean[d] / length), within(1e-6f));
        }
    }

    /** Notes what it encodes; the feature belongs to the text. Waits at the gate. */
    private final class TestEncoder implements TextEncoder {
        @Override
        public int dimension() {
            return DIMENSION;
        }

        @Override
        public int length(String text) {
            return text.length();
        }

        @Override
        public float[][] encode(List<String> texts) {
            try {
                gate.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            encoded.addAll(texts);
            return texts.stream().map(tower).toArray(float[][]::new);
        }

        @Override
        public void close() {}
    }
}
