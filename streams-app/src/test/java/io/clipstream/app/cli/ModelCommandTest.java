package io.clipstream.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.clipstream.app.client.Deployment;
import io.clipstream.app.config.ConfigKeys;
import io.clipstream.app.config.ConfigLoader;
import io.clipstream.app.config.ConfigSources;
import io.clipstream.app.doctor.Doctor;
import io.clipstream.app.doctor.Finding;
import io.clipstream.clip.hub.FakeHub;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelCommandTest {
    private static final Path TINY = Path.of("src/test/resources/io/clipstream/clip/tiny");

    @TempDir
    private Path cache;

    private StringWriter out = new StringWriter();
    private StringWriter err = new StringWriter();
    private FakeHub hub;

    @BeforeEach
    void begin() throws IOException {
        hub = new FakeHub().with("main", 'a', FakeHub.files(TINY));
    }

    @AfterEach
    void end() {
        hub.close();
    }

    private int run(String... args) {
        out = new StringWriter();
        err = new StringWriter();
        List<String> all = new ArrayList<>(List.of(args));
        all.addAll(List.of("--set", "hub.url=" + hub.url(), "--set", "hub.cache.dir=" + cache));
        return CommandLines.run(new PrintWriter(out), new PrintWriter(err), all.toArray(String[]::new));
    }

    @Test
    void fetchesAndLists() throws Exception {
        // When a model is fetched
        assertThat(run("model", "fetch", FakeHub.MODEL, "--json")).isZero();

        // Then it says what it did, and where the checkpoint is
        assertThat(err.toString())
                .contains("acme/tiny@main is commit " + "a".repeat(40), "model.safetensors: 436.7 kB");
        JsonNode fetched = new ObjectMapper().readTree(out.toString());
        assertThat(Path.of(fetched.path("folder").asText()).resolve("model.safetensors"))
                .hasSameBinaryContentAs(TINY.resolve("model.safetensors"));
        assertThat(fetched.path("commit").asText()).isEqualTo("a".repeat(40));

        // And the cache has it, without a network
        assertThat(run("model", "list", "--offline")).isZero();
        assertThat(out.toString()).contains("acme/tiny@main  commit " + "a".repeat(40));
    }

    @Test
    void lookingAtAModelSaysWhetherItIsCachedAndFetchesNothing() {
        // Given a model that was not fetched: doctor's check says so
        assertThat(look().status()).isEqualTo(Finding.Status.WARNING);
        assertThat(look().detail()).contains("acme/tiny@main is not in the cache");
        assertThat(look().remedy()).contains("clipstream model fetch acme/tiny@main");

        // When it is fetched, then the check names its commit
        assertThat(run("model", "fetch", FakeHub.MODEL)).isZero();
        assertThat(look().status()).isEqualTo(Finding.Status.OK);
        assertThat(look().detail()).startsWith("acme/tiny@main, commit " + "a".repeat(40));
    }

    private Finding look() {
        Deployment deployment = Deployment.of(ConfigLoader.load(new ConfigSources()
                .set(ConfigKeys.MODEL, FakeHub.MODEL, "test")
                .set(ConfigKeys.HUB_URL, hub.url(), "test")
                .set(ConfigKeys.HUB_CACHE, cache, "test")));
        return Doctor.checks(deployment).stream()
                .filter(check -> check.name().equals("model"))
                .findFirst()
                .orElseThrow()
                .run();
    }

    @Test
    void saysWhichNamesThereAre() {
        assertThat(run("model", "fetch", "clip")).isEqualTo(CommandLines.FAILED);
        assertThat(err.toString()).contains("'clip' is no name on the hub", "owner/name[@revision]");
    }

    @Test
    void saysWhatTheHubSays() {
        assertThat(run("model", "fetch", "acme/other")).isEqualTo(CommandLines.FAILED);
        assertThat(err.toString()).contains("clipstream: the hub " + hub.url() + " has no model 'acme/other'");
    }
}
