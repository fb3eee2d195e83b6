package io.clipstream.loadtest.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFolderTest {
    @Test
    void deletesATemporaryFolderWhenAllWentWell() throws IOException {
        // Given
        Path path;
        try (RunFolder folder = RunFolder.open(null, "test")) {
            path = folder.path();
            Files.writeString(Files.createDirectories(path.resolve("kafka")).resolve("state"), "state");

            // When
            folder.done(true);
        }

        // Then
        assertThat(path).doesNotExist();
    }

    @Test
    void keepsATemporaryFolderOfARunThatDidNotEndOrDidNotKeepItsPromises() throws IOException {
        // When
        Path broken;
        try (RunFolder folder = RunFolder.open(null, "test")) {
            broken = folder.path();
        }
        Path missed;
        try (RunFolder folder = RunFolder.open(null, "test")) {
            missed = folder.path();
            folder.done(false);
        }

        // Then
        assertThat(broken.resolve("test.log")).exists();
        assertThat(missed.resolve("test.log")).exists();
        RunFolder.delete(broken);
        RunFolder.delete(missed);
    }

    @Test
    void keepsAFolderThatWasAskedFor(@TempDir Path parent) throws IOException {
        // When
        try (RunFolder folder = RunFolder.open(parent.resolve("a/b"), "test")) {
            folder.done(true);
        }

        // Then
        assertThat(parent.resolve("a/b/test.log")).exists();
    }
}
