package io.clipstream.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clipstream.clip.hub.HubSettings;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HubDefaultsTest {
    private static HubSettings hub(ConfigSources sources) {
        return ConfigLoader.load(sources).hub();
    }

    @Test
    void honoursTheVariablesOfHuggingFacesTools() {
        HubSettings hub = hub(new ConfigSources()
                .environment(Map.of(
                        "HF_ENDPOINT", "https://mirror.example/hf/",
                        "HF_TOKEN", "hf_secret",
                        "HF_HOME", "/data/hf",
                        "HF_HUB_OFFLINE", "1")));

        assertThat(hub.url()).isEqualTo(URI.create("https://mirror.example/hf"));
        assertThat(hub.token()).contains("hf_secret");
        assertThat(hub.cache()).isEqualTo(Path.of("/data/hf/hub"));
        assertThat(hub.offline()).isTrue();
    }

    @Test
    void prefersTheCachesOwnVariableAndOurOwnSettings(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("c.properties"), "hub.url=http://ours\n");

        HubSettings hub = hub(new ConfigSources()
                .file(file)
                .environment(Map.of(
                        "HF_ENDPOINT", "https://theirs",
                        "HF_HOME", "/data/hf",
                        "HF_HUB_CACHE", "/data/cache",
                        "HF_TOKEN", "theirs",
                        "CLIPSTREAM_HUB_TOKEN", "ours",
                        "HF_HUB_OFFLINE", "0")));

        assertThat(hub.url()).isEqualTo(URI.create("http://ours"));
        assertThat(hub.token()).contains("ours");
        assertThat(hub.cache()).isEqualTo(Path.of("/data/cache"));
        assertThat(hub.offline()).isFalse();
    }

    @Test
    void keepsTheCacheWhereHuggingFacesToolsHaveIt() {
        assertThat(hub(new ConfigSources()).cache())
                .isEqualTo(Path.of(System.getProperty("user.home"), ".cache", "huggingface", "hub"));
    }

    @Test
    void refusesAnAddressWithAPasswordWithoutShowingIt() {
        ConfigSources sources = new ConfigSources().set(ConfigKeys.HUB_URL, "https://me:secret@hub", "test");

        assertThatThrownBy(() -> ConfigLoader.load(sources))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("hub.url")
                .hasMessageContaining("without user and password")
                .hasMessageNotContaining("secret");
    }

    @Test
    void keepsTheTokenOutOfTheConfigurationsText() {
        ClipstreamConfig config = ConfigLoader.load(new ConfigSources().set(ConfigKeys.HUB_TOKEN, "hf_secret", "test"));

        assertThat(config.toString()).contains("with a token").doesNotContain("secret");
    }

    @Test
    void stillKnowsTheFormerNameOfTheModelsKey() {
        assertThat(ConfigLoader.load(new ConfigSources().environment(Map.of("CLIPSTREAM_MODEL_DIRECTORY", "/m")))
                        .model())
                .isEqualTo("/m");
    }
}
