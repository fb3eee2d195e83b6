package io.clipstream.app.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clipstream.app.client.RefusedException;
import io.clipstream.app.config.ClipstreamConfig;
import io.clipstream.app.config.ConfigKeys;
import io.clipstream.app.config.ConfigLoader;
import io.clipstream.app.config.ConfigSources;
import io.clipstream.clip.hub.FakeHub;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelFolderTest {
    private static final Path TINY = Path.of("src/test/resources/io/clipstream/clip/tiny");

    @TempDir
    private Path cache;

    private ClipstreamConfig config(Object model, String url) {
        return ConfigLoader.load(new ConfigSources()
                .set(ConfigKeys.MODEL, model, "test")
                .set(ConfigKeys.HUB_URL, url, "test")
                .set(ConfigKeys.HUB_CACHE, cache, "test"));
    }

    @Test
    void fetchesANameOnFirstUseAndNeedsNoHubAfterwards() throws Exception {
        List<String> notes = new ArrayList<>();
        ClipstreamConfig config;
        Path first;
        try (FakeHub hub = new FakeHub().with("main", 'a', FakeHub.files(TINY))) {
            config = config(FakeHub.MODEL, hub.url().toString());
            first = ModelFolder.resolve(config, notes::add);
        }

        assertThat(first.resolve("config.json")).hasSameTextualContentAs(TINY.resolve("config.json"));
        assertThat(notes).contains("acme/tiny@main is commit " + "a".repeat(40));
        assertThat(ModelFolder.resolve(config)).isEqualTo(first);
    }

    @Test
    void prefersAFolderToAName() throws Exception {
        // Given a folder whose path has the form of a name
        Path folder = Path.of("target", "model-folder-test");
        Files.createDirectories(folder);

        assertThat(ModelFolder.resolve(config(folder, "http://127.0.0.1:1"))).isEqualTo(folder);
    }

    @Test
    void namesBothFormsWhereNeitherFits() {
        assertThatThrownBy(() -> ModelFolder.resolve(config("./no/such/folder", "http://127.0.0.1:1")))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("there is no folder './no/such/folder'")
                .hasMessageContaining("owner/name[@revision]");
    }

    @Test
    void saysThatThereIsNoSuchFolderEitherWhenTheHubRefuses() throws Exception {
        try (FakeHub hub = new FakeHub()) {
            assertThatThrownBy(() ->
                            ModelFolder.resolve(config("models/clip", hub.url().toString())))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("there is no folder 'models/clip'")
                    .hasMessageContaining("has no model 'models/clip'");
        }
    }
}
