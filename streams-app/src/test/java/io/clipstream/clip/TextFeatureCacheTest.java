package io.clipstream.clip;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextFeatureCacheTest {
    private static final int DIMENSION = 6;
    private static final int HEADER = 64;
    private static final int RECORD = 32 + 4 * DIMENSION + 4;
    private static final String ENCODER = "clip-1-fp32-cpu-abc";

    @TempDir
    private Path folder;

    private TextFeatureCache open(int slots) {
        return open(ENCODER, slots);
    }

    /** Keeps nothing in memory, so that everything comes from the file. */
    private TextFeatureCache open(String encoder, int slots) {
        return TextFeatureCache.inFolder(folder, encoder, DIMENSION, 0, HEADER + (long) slots * RECORD);
    }

    private Path file() {
        return folder.resolve(ENCODER + ".features");
    }

    private static float[] feature(String text) {
        Random random = new Random(text.hashCode());
        float[] feature = new float[DIMENSION];
        for (int d = 0; d < DIMENSION; d++) {
            feature[d] = (float) random.nextGaussian();
        }
        return feature;
    }

    private static void add(TextFeatureCache cache, String... texts) {
        cache.add(
                List.of(texts),
                Stream.of(texts).map(TextFeatureCacheTest::feature).toArray(float[][]::new));
    }

    private static void assertHolds(TextFeatureCache cache, String... texts) {
        for (String text : texts) {
            assertThat(cache.find(text)).as(text).isEqualTo(feature(text));
        }
    }

    @Test
    void findsTheSameBitsAfterARestart() {
        // Given
        try (TextFeatureCache cache = open(10)) {
            add(cache, "a cat", "a dog, Überhund");
            assertHolds(cache, "a cat", "a dog, Überhund");
        }

        // When
        try (TextFeatureCache again = open(10)) {
            // Then
            assertHolds(again, "a cat", "a dog, Überhund");
            assertThat(again.find("an owl")).isNull();
        }
    }

    @Test
    void textsThatTheTokenizerTellsApartAreTold() {
        // Given half a surrogate pair, which is read as U+FFFD and not as a question mark
        try (TextFeatureCache cache = open(10)) {
            add(cache, "half \ud83d", "half ?");

            // When, Then
            assertHolds(cache, "half \ud83d", "half ?");
            assertThat(cache.find("half \ufffd")).isEqualTo(feature("half \ud83d"));
        }
    }

    @Test
    void aTornRecordIsComputedAgainAndTheOthersStay() throws IOException {
        // Given a file whose last record was cut in the middle
        try (TextFeatureCache cache = open(10)) {
            add(cache, "a", "b", "c");
        }
        try (RandomAccessFile torn = new RandomAccessFile(file().toFile(), "rw")) {
            torn.setLength(HEADER + 2L * RECORD + 20);
        }

        // When, Then
        try (TextFeatureCache cache = open(10)) {
            assertHolds(cache, "a", "b");
            assertThat(cache.find("c")).isNull();
            add(cache, "c");
            assertHolds(cache, "a", "b", "c");
        }
    }

    @Test
    void aDamagedRecordIsComputedAgainWheneverItIsFound() throws IOException {
        // Given an open cache
        try (TextFeatureCache cache = open(10)) {
            add(cache, "a", "b", "c");

            // When one bit of a feature changes below it
            flip(HEADER + RECORD + 40);

            // Then it is not found, now nor after a restart
            assertThat(cache.find("b")).isNull();
            assertHolds(cache, "a", "c");
        }
        try (TextFeatureCache cache = open(10)) {
            assertThat(cache.find("b")).isNull();
            add(cache, "b");
            assertHolds(cache, "a", "b", "c");
        }
    }

    @Test
    void aDamagedHeaderOrAnotherFileBeginsAnew() throws IOException {
        // Given
        try (TextFeatureCache cache = open(10)) {
            add(cache, "a");
        }
        flip(20);

        // When, Then
        try (TextFeatureCache cache = open(10)) {
            assertThat(cache.find("a")).isNull();
            add(cache, "a");
        }
        Files.writeString(file(), "not ours at all, and longer than any header of sixty-four bytes is");
        try (TextFeatureCache cache = open(10)) {
            assertThat(cache.find("a")).isNull();
            add(cache, "a");
            assertHolds(cache, "a");
        }
    }

    @Test
    void aFullFileLosesWhatWasAddedFirstAndGrowsNoFurther() throws IOException {
        // Given a file of three slots
        try (TextFeatureCache cache = open(3)) {
            // When five texts come
            add(cache, "1", "2");
            add(cache, "3", "4");
            add(cache, "5");

            // Then
            assertHolds(cache, "3", "4", "5");
            assertThat(cache.find("1")).isNull();
            assertThat(cache.find("2")).isNull();
        }
        assertThat(Files.size(file())).isEqualTo(HEADER + 3L * RECORD);
        try (TextFeatureCache cache = open(3)) {
            assertHolds(cache, "3", "4", "5");
        }
    }

    @Test
    void aFileThatMayGrowKeepsWhatItHasAndOneThatMustShrinkBeginsAnew() {
        // Given
        try (TextFeatureCache cache = open(3)) {
            add(cache, "1", "2", "3");
        }

        // When it may be larger
        try (TextFeatureCache cache = open(5)) {
            // Then
            add(cache, "4");
            assertHolds(cache, "1", "2", "3", "4");
        }
        // When it must be smaller
        try (TextFeatureCache cache = open(2)) {
            // Then
            assertThat(cache.find("1")).isNull();
            add(cache, "1");
            assertHolds(cache, "1");
        }
    }

    @Test
    void processesThatShareAFileFindEachOthersFeaturesAndOverwriteNone() throws Exception {
        // Given two caches on one file, each knowing of its own start alone
        try (TextFeatureCache one = open(1_000);
                TextFeatureCache other = open(1_000)) {
            add(one, "first");
            add(other, "second");
            List<Callable<Void>> writers = new ArrayList<>();
            for (TextFeatureCache cache : List.of(one, other)) {
                String name = cache == one ? "one" : "other";
                writers.add(() -> {
                    for (int i = 0; i < 100; i++) {
                        add(cache, name + i, "both" + i);
                    }
                    return null;
                });
            }

            // When both write at once
            ExecutorService threads = Executors.newFixedThreadPool(2);
            for (Future<Void> done : threads.invokeAll(writers)) {
                done.get();
            }
            threads.shutdown();
            add(one, "last");

            // Then everything is there, for the one that wrote last at once, for others after a restart
            assertHolds(one, "first", "second", "one99", "other99", "both0");
        }
        try (TextFeatureCache again = open(1_000)) {
            for (int i = 0; i < 100; i++) {
                assertHolds(again, "one" + i, "other" + i, "both" + i);
            }
        }
    }

    @Test
    void eachEncoderHasItsOwnFileAndOldOnesGo() throws IOException {
        // Given six encoders, used one after another
        for (int i = 0; i < 6; i++) {
            try (TextFeatureCache cache = open("clip-" + i, 10)) {
                add(cache, "a");
            }
            Files.setLastModifiedTime(folder.resolve("clip-" + i + ".features"), FileTime.fromMillis(1_000 * i));
        }

        // When the first is used again
        try (TextFeatureCache cache = open("clip-0", 10)) {
            // Then its file has gone long since, and those of the last stay
            assertThat(cache.find("a")).isNull();
        }
        assertThat(folder.toFile().list())
                .containsExactlyInAnyOrder("clip-0.features", "clip-3.features", "clip-4.features", "clip-5.features");
    }

    @Test
    void aFolderThatCannotBeUsedCostsTheFileAndNothingElse() throws IOException {
        // Given a file where the folder should be
        Path taken = Files.createFile(folder.resolve("taken"));
        try (TextFeatureCache cache = TextFeatureCache.inFolder(taken, ENCODER, DIMENSION, 1 << 20, 1 << 20)) {
            // When, Then
            add(cache, "a");
            assertHolds(cache, "a");
        }
    }

    @Test
    void memoryKeepsWhatWasUsedLast() {
        // Given room for two
        try (TextFeatureCache cache = TextFeatureCache.inMemory(DIMENSION, 2 * (4 * DIMENSION + 128))) {
            add(cache, "a", "b");
            cache.find("a");

            // When
            add(cache, "c");

            // Then
            assertHolds(cache, "a", "c");
            assertThat(cache.find("b")).isNull();
        }
    }

    private void flip(long at) throws IOException {
        try (RandomAccessFile bytes = new RandomAccessFile(file().toFile(), "rw")) {
            bytes.seek(at);
            int value = bytes.read();
            bytes.seek(at);
            bytes.write(value ^ 1);
        }
    }
}
