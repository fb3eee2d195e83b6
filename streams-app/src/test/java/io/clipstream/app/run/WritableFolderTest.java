package io.clipstream.app.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clipstream.app.client.RefusedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WritableFolderTest {
    @TempDir
    private Path folder;

    @Test
    void makesAFolderThatIsMissingAndLeavesNothingInIt() {
        Path missing = folder.resolve("a/b");
        WritableFolder.require(missing, "state.directory");
        assertThat(missing).isEmptyDirectory();
    }

    @Test
    void refusesWhatIsNoFolderNamingTheKey() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "x");
        assertThatThrownBy(() -> WritableFolder.require(file.resolve("below"), "state.directory"))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("state.directory: cannot write to '" + file)
                .hasMessageContaining("give a folder that can be written to");
    }
}
