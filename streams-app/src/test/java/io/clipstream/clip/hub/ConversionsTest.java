package io.clipstream.clip.hub;

import static io.clipstream.clip.hub.HubFixture.NAME;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConversionsTest {
    @TempDir
    private Path cache;

    private HubFixture fixture;

    /** A hub whose main revision is a pickle. */
    @BeforeEach
    void begin() throws IOException {
        fixture = new HubFixture(cache);
        Map<String, byte[]> pickled = HubFixture.model(1000);
        pickled.remove("model.safetensors");
        fixture.hub.with("main", 'a', pickled);
    }

    @AfterEach
    void end() {
        fixture.close();
    }

    private void propose(int number, String author, String status) {
        fixture.hub
                .discussions
                .addObject()
                .put("num", number)
                .put("title", FakeHub.PR_TITLE)
                .put("status", status)
                .put("isPullRequest", true)
                .putObject("author")
                .put("name", author);
    }

    @Test
    void usesAndPinsTheHubsOwnConversion() throws Exception {
        // Given the conversion service's pull request, and a stranger's of the same title before it
        fixture.hub.with("refs/pr/3", '3', HubFixture.model(500)).with("refs/pr/8", '8', HubFixture.model(1000));
        propose(3, "mallory", "open");
        propose(8, "SFconvertbot", "open");

        Snapshot snapshot = fixture.fetch();

        // Then its files are used, it is said, and the name stays with its commit
        assertThat(snapshot.source()).isEqualTo("refs/pr/8");
        assertThat(snapshot.commit()).isEqualTo("8".repeat(40));
        assertThat(snapshot.folder().resolve("model.safetensors"))
                .hasBinaryContent(HubFixture.model(1000).get("model.safetensors"));
        assertThat(fixture.notes)
                .contains("acme/tiny@main has no safetensors; using the hub's conversion refs/pr/8, commit "
                        + "8".repeat(40));
        assertThat(fixture.client().cached(NAME)).contains(snapshot);
        // And Python's record of main is not told another commit
        assertThat(fixture.folder().resolve("refs/main")).doesNotExist();
        assertThat(fixture.folder().resolve("refs/refs/pr/8")).hasContent("8".repeat(40));
    }

    @Test
    void passesOverAConversionOfOtherWeights() {
        // Given a conversion that was made before main's weights changed
        Map<String, byte[]> old = HubFixture.model(1000);
        old.put("pytorch_model.bin", "an older pickle".getBytes());
        fixture.hub.with("refs/pr/8", '8', old);
        propose(8, "SFconvertbot", "open");

        assertThatThrownBy(fixture::fetch).hasMessageContaining("a pickle");
        assertThat(fixture.notes)
                .contains("acme/tiny@refs/pr/8 passed over: made of another pytorch_model.bin than main's");
    }

    @Test
    void takesTheReferencesOfAHubWithoutDiscussions() throws Exception {
        fixture.hub.hasDiscussions = false;
        fixture.hub.with("refs/pr/1", '1', HubFixture.model(1000));

        assertThat(fixture.fetch().source()).isEqualTo("refs/pr/1");
    }

    @Test
    void takesTheReferencesOfAHubThatKnowsNoDiscussions() throws Exception {
        fixture.hub.fault("hub", "/discussions", FakeHub.status(404, "X-Error-Code", "RepoNotFound"));
        fixture.hub.with("refs/pr/1", '1', HubFixture.model(1000));

        assertThat(fixture.fetch().source()).isEqualTo("refs/pr/1");
    }

    @Test
    void refusesAPickleAlsoWhereDiscussionsAreSwitchedOff() {
        fixture.hub.fault("hub", "/discussions", FakeHub.status(403));
        fixture.hub.with("refs/pr/1", '1', HubFixture.model(1000));

        assertThatThrownBy(fixture::fetch).hasMessageContaining("only pytorch_model.bin: a pickle");
    }

    @Test
    void refusesAPickleWithReasonAndRemedy() {
        // Given a stranger's conversion, and one that its maker has withdrawn
        fixture.hub.with("refs/pr/3", '3', HubFixture.model(1000)).with("refs/pr/4", '4', HubFixture.model(1000));
        propose(3, "mallory", "open");
        propose(4, "SFconvertbot", "closed");

        assertThatThrownBy(fixture::fetch)
                .isInstanceOf(HubException.class)
                .hasMessageContaining("acme/tiny@main (commit " + "a".repeat(40) + ") has no model.safetensors")
                .hasMessageContaining("only pytorch_model.bin: a pickle, which can run any code")
                .hasMessageContaining("/spaces/safetensors/convert")
                .hasMessageContaining("save_pretrained");
        assertThat(fixture.hub.count("hub", "pytorch_model.bin")).isZero();
    }

    @Test
    void saysWhatIsMissingInAConversion() {
        Map<String, byte[]> partial = HubFixture.model(1000);
        partial.remove("tokenizer.json");
        fixture.hub.with("refs/pr/8", '8', partial);
        propose(8, "SFconvertbot", "open");

        assertThatThrownBy(fixture::fetch)
                .hasMessageContaining("acme/tiny@refs/pr/8 is no CLIP checkpoint")
                .hasMessageContaining("tokenizer.json");
    }

    @Test
    void refusesAPickleOfAnotherRevisionAndPointsAtMain() {
        Map<String, byte[]> pickled = HubFixture.model(1000);
        pickled.remove("model.safetensors");
        fixture.hub.with("v1", 'c', pickled);

        assertThatThrownBy(() -> fixture.client().fetch(NAME.at("v1"), fixture.notes::add))
                .hasMessageContaining("a pickle")
                .hasMessageContaining("try acme/tiny without '@v1'");
    }

    @Test
    void tellsOpenClipsOwnLayoutFromAPickle() {
        Map<String, byte[]> other = HubFixture.model(1000);
        other.remove("model.safetensors");
        other.remove("pytorch_model.bin");
        other.put("open_clip_model.safetensors", new byte[10]);
        fixture.hub.with("main", 'c', other);

        assertThatThrownBy(fixture::fetch).hasMessageContaining("open_clip_model.safetensors, which is another layout");
    }
}
