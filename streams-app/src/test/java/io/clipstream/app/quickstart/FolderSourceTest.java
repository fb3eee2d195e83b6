package io.clipstream.app.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clipstream.app.client.RefusedException;
import io.clipstream.schemas.TaskSpec;
import io.clipstream.serde.AvroGuards;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderSourceTest {
    @TempDir
    private Path folder;

    @BeforeAll
    static void trustOurRecords() {
        AvroGuards.install();
    }

    @Test
    void takesClassesFromFolderNamesAndEachImageOnce() throws IOException {
        // Given two classes with three images, and what is no image or hidden
        image("golden_retriever/1.jpg");
        image("golden_retriever/deeper/2.PNG");
        image("tabby-cat/1.jpg");
        image("tabby-cat/notes.txt");
        image(".cache/1.jpg");
        Files.createDirectories(folder.resolve("empty"));

        // When it is streamed
        FolderSource source = new FolderSource(folder, "r1", 7);
        TaskSpec task = source.task();
        List<DemoImage> images = drain(source);

        // Then the labels are the folders' names, the prompts words, and every image comes once under an id of its run
        assertThat(task.getClasses()).extracting(c -> c.getLabel()).containsExactly("golden_retriever", "tabby-cat");
        assertThat(task.getClasses())
                .extracting(c -> c.getPrompts().get(0))
                .containsExactly("golden retriever", "tabby cat");
        assertThat(images)
                .extracting(DemoImage::id)
                .containsExactlyInAnyOrder(
                        "golden_retriever/1.jpg#r1", "golden_retriever/deeper/2.PNG#r1", "tabby-cat/1.jpg#r1");
        assertThat(images).allSatisfy(image -> assertThat(image.id()).startsWith(image.label() + "/"));
    }

    @Test
    void refusesAFolderWithoutClasses() throws IOException {
        image("1.jpg");

        assertThatThrownBy(() -> new FolderSource(folder, "r1", 7))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("at least two class-named subfolders");
    }

    @Test
    void keepsAPromptForAFolderWithoutWords() throws IOException {
        image("_/1.jpg");
        image("-/1.jpg");

        assertThat(new FolderSource(folder, "r1", 7).task().getClasses())
                .allSatisfy(c -> assertThat(c.getPrompts()).containsExactly(c.getLabel()));
    }

    @Test
    void followsLinksAndLeavesOutWhatIsHidden() throws IOException {
        // Given a class that is a link, a link to an image, one to nowhere, one in a circle, and hidden files
        image("cat/1.jpg");
        image(".store/2.jpg");
        image(".store/3.jpg");
        image("cat/.thumbnail.jpg");
        image("cat/.cache/4.jpg");
        Files.createSymbolicLink(folder.resolve("cat/linked.jpg"), folder.resolve(".store/2.jpg"));
        Files.createSymbolicLink(folder.resolve("cat/nowhere.jpg"), folder.resolve("missing.jpg"));
        Files.createSymbolicLink(folder.resolve("cat/circle"), folder.resolve("cat"));
        Files.createSymbolicLink(folder.resolve("dog"), folder.resolve(".store"));

        List<DemoImage> images = drain(new FolderSource(folder, "r1", 7));

        // Then each image that can be seen is there once, under the name it is seen by
        assertThat(images)
                .extracting(DemoImage::id)
                .containsExactlyInAnyOrder("cat/1.jpg#r1", "cat/linked.jpg#r1", "dog/2.jpg#r1", "dog/3.jpg#r1");
    }

    @Test
    void goesOnAfterAFileThatCannotBeRead() throws IOException {
        // Given a source whose second image vanishes after it was found
        image("cat/1.jpg");
        image("dog/1.jpg");
        FolderSource source = new FolderSource(folder, "r1", 7);
        Files.delete(folder.resolve("cat/1.jpg"));

        // When all are asked for
        List<String> ids = new ArrayList<>();
        List<String> refusals = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            try {
                ids.add(source.next().orElseThrow().id());
            } catch (RefusedException e) {
                refusals.add(e.getMessage());
            }
        }

        // Then one is there, the other's refusal names it, and neither comes again
        assertThat(ids).containsExactly("dog/1.jpg#r1");
        assertThat(refusals).singleElement().asString().contains("cat").contains("1.jpg");
        assertThat(source.next()).isEmpty();
        assertThat(source.samples()).hasSize(1);
    }

    @Test
    void doesNotReadAHugeFile() throws IOException {
        image("cat/1.jpg");
        image("dog/1.jpg");
        for (String name : List.of("cat/1.jpg", "dog/1.jpg")) {
            try (RandomAccessFile file =
                    new RandomAccessFile(folder.resolve(name).toFile(), "rw")) {
                file.setLength(1L << 32);
            }
        }

        assertThatThrownBy(() -> new FolderSource(folder, "r1", 7).next())
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("4294967296 bytes");
    }

    private static List<DemoImage> drain(FolderSource source) {
        List<DemoImage> images = new ArrayList<>();
        for (Optional<DemoImage> next = source.next(); next.isPresent(); next = source.next()) {
            images.add(next.get());
        }
        return images;
    }

    private void image(String path) throws IOException {
        Path file = folder.resolve(path);
        Files.createDirectories(file.getParent());
        Files.write(file, new byte[] {1});
    }
}
