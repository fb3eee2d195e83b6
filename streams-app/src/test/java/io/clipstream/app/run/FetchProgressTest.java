package io.clipstream.app.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FetchProgressTest {
    private final List<String> lines = new ArrayList<>();

    @Test
    void writesALineEachTenthOfALargeFileWhereThereIsNoTerminal() {
        // Given a large file of which three tenths are here from before
        FetchProgress progress = new FetchProgress(lines::add, false);
        progress.begin("model.safetensors", 600_000_000, 180_000_000);

        // When the rest comes in small pieces
        for (long done = 180_000_000; done <= 600_000_000; done += 1_000_000) {
            progress.progress(done);
        }
        progress.end();

        assertThat(lines)
                .hasSize(1 + 7)
                .startsWith(
                        "model.safetensors: 600.0 MB, going on after 180.0 MB from before",
                        "model.safetensors: 240.0 MB of 600.0 MB")
                .endsWith("model.safetensors: 600.0 MB of 600.0 MB");
    }

    @Test
    void writesOneLineForASmallFile() {
        FetchProgress progress = new FetchProgress(lines::add, false);
        progress.begin("config.json", 2_000_000, 0);
        progress.progress(2_000_000);
        progress.end();

        assertThat(lines).containsExactly("config.json: 2.0 MB");
    }

    @Test
    void leavesLinesToNotesOnATerminal() {
        try (FetchProgress progress = new FetchProgress(lines::add, true)) {
            progress.note("acme/tiny@main is commit 1");
            progress.begin("model.safetensors", 600_000_000, 0);
            progress.progress(600_000_000);
            progress.end();
        }

        assertThat(lines).containsExactly("acme/tiny@main is commit 1");
    }
}
