package io.clipstream.app.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clipstream.app.client.RefusedException;
import io.clipstream.schemas.TaskSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderSourceTest {
    @TempDir
    private Path folder;

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
        List<DemoImage> images = new ArrayList<>();
        for (Optional<DemoImage> next = source.next(); next.isPresent(); next = source.next()) {
            images.add(next.get());
        }

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

    private void image(String path) throws IOException {
        Path file = folder.resolve(path);
        Files.createDirectories(file.getParent());
        Files.write(file, new byte[] {1});
    }
}
