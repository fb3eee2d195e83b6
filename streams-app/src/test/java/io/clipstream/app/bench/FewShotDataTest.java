package io.clipstream.app.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FewShotDataTest {
    private static final List<float[]> TWO = List.of(new float[] {3, 4}, new float[] {0, 2});

    @TempDir
    private Path folder;

    @Test
    void bringsRowsToLengthOneInEitherPrecision() throws IOException {
        // Given rows that are longer, train in half and test in full precision
        Path file = new FeatureFile()
                .features("train_features", "F16", TWO)
                .labels("train_labels", "I32", 0, 1)
                .features("test_features", "F32", TWO)
                .labels("test_labels", "I64", 1, 0)
                .to(folder.resolve("small.safetensors"));

        // When
        FewShotData data = FewShotData.read(file);

        // Then
        assertThat(data.name()).isEqualTo("small");
        assertThat(data.train().features()[0]).containsExactly(new float[] {0.6f, 0.8f}, within(1e-6f));
        assertThat(data.test().features()[1]).containsExactly(0, 1);
        assertThat(data.test().labels()).containsExactly(1, 0);
        assertThat(data.head().labels()).containsExactly("class-0", "class-1");
        assertThat(data.head().logitScale()).isEqualTo(100);
        assertThat(data.head().hasText()).isFalse();
        assertThat(data.unlabelled().size()).isZero();
    }

    @Test
    void takesClassesTextsAndScaleFromTheFile() throws IOException {
        // Given
        Path file = pair().features("text_features", "F32", TWO)
                .metadata("classes", "[\"cat\", \"dog\"]")
                .metadata("logit_scale", "20")
                .to(folder.resolve("f"));

        // When
        FewShotData data = FewShotData.read(file);

        // Then
        assertThat(data.head().labels()).containsExactly("cat", "dog");
        assertThat(data.head().logitScale()).isEqualTo(20);
        assertThat(data.head().text().values()).containsExactly(new float[] {0.6f, 0.8f, 0, 1}, within(1e-6f));
    }

    @Test
    void readsAllFilesOfAFolderInOrder() throws IOException {
        // Given
        FeatureFile.write(folder, "b.safetensors");
        FeatureFile.write(folder, "a.safetensors");
        Files.writeString(folder.resolve("README"), "no features");

        // Then
        assertThat(FewShotData.readAll(List.of(folder)))
                .extracting(FewShotData::name)
                .containsExactly("a", "b");
    }

    @Test
    void namesWhatDoesNotFit() throws IOException {
        refused(new FeatureFile().features("train_features", "F16", TWO), "tensor 'train_labels' is missing");
        refused(
                new FeatureFile().labels("train_features", "I32", 1, 2),
                "tensor 'train_features' has dtype I32, expected F16 or F32");
        refused(
                new FeatureFile().features("train_features", "F16", TWO).labels("train_labels", "I32", 1),
                "tensor 'train_labels' has 1 values, expected 2, one for each row of 'train_features'");
        refused(
                new FeatureFile().features("train_features", "F16", List.of(new float[] {1, 0}, new float[] {0, 0})),
                "tensor 'train_features' has a row 1 of length 0.0, expected finite values that are not all 0");
        refused(
                pair().features("text_features", "F16", List.of(new float[] {1, 0})),
                "tensor 'text_features' has 1 rows, expected 2, one for each class");
        refused(
                pair().features("val_features", "F16", List.of(new float[] {1, 0, 0})),
                "tensor 'val_features' has rows of 3 values, expected 2 as in 'train_features'");
        refused(
                pair().metadata("classes", "[\"one\"]"),
                "tensor 'train_labels' has label 1 in row 1, expected a class from 0 to 0");
        refused(
                pair().metadata("classes", "[\"one\", \"one\"]"),
                "metadata 'classes' has 2 names, expected at least one and none twice");
        refused(pair().metadata("classes", "one, two"), "metadata 'classes' is no JSON list of names");
        refused(pair().metadata("logit_scale", "-1"), "metadata 'logit_scale' is '-1', expected a positive number");
    }

    private static FeatureFile pair() {
        return new FeatureFile()
                .features("train_features", "F16", TWO)
                .labels("train_labels", "I32", 0, 1)
                .features("test_features", "F16", TWO)
                .labels("test_labels", "I32", 0, 1);
    }

    private void refused(FeatureFile file, String message) throws IOException {
        Path path = file.to(folder.resolve("odd.safetensors"));
        assertThatThrownBy(() -> FewShotData.read(path)).hasMessageContaining(path + ": " + message);
    }
}
