package io.clipstream.clip.hub;

import static io.clipstream.clip.hub.HubFixture.NAME;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clipstream.clip.ClipModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelHubTest {
    private static final Path TINY = Path.of("src/test/resources/io/clipstream/clip/tiny");

    @TempDir
    private Path cache;

    private HubFixture fixture;

    @BeforeEach
    void begin() throws IOException {
        fixture = new HubFixture(cache);
    }

    @AfterEach
    void end() {
        fixture.close();
    }

    @Test
    void fetchesTheNeededFilesAloneIntoHuggingFacesLayout() throws Exception {
        Snapshot snapshot = fixture.fetch();

        // Then the snapshot holds what a checkpoint needs, byte for byte
        assertThat(names(snapshot.folder()))
                .isEqualTo(Set.of("config.json", "model.safetensors", "preprocessor_config.json", "tokenizer.json"));
        assertThat(snapshot.folder().resolve("model.safetensors"))
                .hasBinaryContent(fixture.served("model.safetensors"));
        assertThat(snapshot.commit()).isEqualTo("a".repeat(40));
        // And the files are links to blobs that bear their digests
        assertThat(Files.readSymbolicLink(snapshot.folder().resolve("model.safetensors")))
                .isEqualTo(Path.of("../../blobs", Hashes.sha256(fixture.served("model.safetensors"))));
        assertThat(Files.readSymbolicLink(snapshot.folder().resolve("config.json")))
                .isEqualTo(Path.of("../../blobs", Hashes.gitSha1(fixture.served("config.json"))));
        assertThat(fixture.folder().resolve("refs/main")).hasContent("a".repeat(40));
        assertThat(fixture.hub.count("storage", "pytorch_model.bin")).isZero();
    }

    @Test
    void usesWhatIsPinnedWithoutTheNetworkUntilFetchIsAsked() throws Exception {
        // Given a fetched model whose main revision then moves on
        Snapshot first = fixture.fetch();
        fixture.hub.with("main", 'b', HubFixture.model(400_000));
        int asked = fixture.hub.requests.size();

        // When it is obtained again, then the hub hears nothing and the commit is the same
        assertThat(fixture.client().obtain(NAME, fixture.notes::add)).isEqualTo(first);
        assertThat(fixture.hub.requests).hasSize(asked);

        // When it is fetched, then it moves, and says so
        Snapshot second = fixture.fetch();
        assertThat(second.commit()).isEqualTo("b".repeat(40));
        assertThat(fixture.notes)
                .contains("acme/tiny@main has moved from commit " + first.commit() + " to " + second.commit());
        assertThat(fixture.client().cached(NAME)).contains(second);
    }

    @Test
    void keepsThePinWhenAnotherProgramMovesTheReference() throws Exception {
        // Given a pinned model, and Python looking at a newer commit's config.json alone
        Snapshot first = fixture.fetch();
        Files.writeString(fixture.folder().resolve("refs/main"), "c".repeat(40));
        Files.createDirectories(fixture.folder().resolve("snapshots").resolve("c".repeat(40)));

        assertThat(fixture.client().cached(NAME)).contains(first);
    }

    @Test
    void fetchesAgainOnlyWhatIsMissing() throws Exception {
        Snapshot snapshot = fixture.fetch();
        Files.delete(cache.resolve(snapshot.folder().resolve("tokenizer.json").toRealPath()));

        // Then the snapshot no longer counts, and one file comes again
        assertThat(fixture.client().cached(NAME)).isEmpty();
        fixture.client().obtain(NAME, fixture.notes::add);
        assertThat(fixture.hub.count("hub", "tokenizer.json")).isEqualTo(2);
        assertThat(fixture.hub.count("storage", "model.safetensors")).isEqualTo(1);
    }

    @Test
    void bringsBackThePinnedCommitAfterItsRevisionHasMoved() throws Exception {
        // Given a pinned model that the cache has lost a file of, and a newer commit on the hub
        Snapshot pinned = fixture.fetch();
        Files.delete(pinned.folder().resolve("tokenizer.json").toRealPath());
        fixture.hub.with("main", 'b', HubFixture.model(400_000));

        assertThat(fixture.client().obtain(NAME, fixture.notes::add)).isEqualTo(pinned);
        assertThat(fixture.client().cached(NAME)).contains(pinned);
    }

    @Test
    void takesNoOtherCommitForTheOneThatIsAskedFor() {
        fixture.hub.refs.put("c".repeat(40), "a".repeat(40));

        assertThatThrownBy(() -> fixture.client().fetch(NAME.at("c".repeat(40)), fixture.notes::add))
                .isInstanceOf(HubException.class)
                .hasMessageContaining("another commit for acme/tiny@" + "c".repeat(40) + ": " + "a".repeat(40));
    }

    @Test
    void replacesABlobThatHasRottenOnTheDisk() throws Exception {
        Snapshot snapshot = fixture.fetch();
        Path blob = snapshot.folder().resolve("model.safetensors").toRealPath();
        byte[] rotten = Files.readAllBytes(blob);
        rotten[1234] ^= 1;
        Files.write(blob, rotten);

        fixture.fetch();

        assertThat(blob).hasBinaryContent(fixture.served("model.safetensors"));
    }

    @Test
    void copiesWhereThereAreNoLinks() throws Exception {
        fixture.linker = (link, target) -> {
            throw new UnsupportedOperationException("no links here");
        };

        Snapshot snapshot = fixture.fetch();

        assertThat(snapshot.folder().resolve("config.json").toFile()).isFile();
        assertThat(Files.isSymbolicLink(snapshot.folder().resolve("config.json")))
                .isFalse();
        assertThat(snapshot.folder().resolve("model.safetensors"))
                .hasBinaryContent(fixture.served("model.safetensors"));
        assertThat(fixture.client().cached(NAME)).contains(snapshot);
    }

    @Test
    void takesRevisionsWithSlashesAndCommits() throws Exception {
        fixture.hub.with("refs/pr/12", 'd', HubFixture.model(1000));

        Snapshot request = fixture.client().fetch(NAME.at("refs/pr/12"), fixture.notes::add);
        Snapshot commit = fixture.client().fetch(NAME.at("a".repeat(40)), fixture.notes::add);

        assertThat(request.commit()).isEqualTo("d".repeat(40));
        assertThat(fixture.folder().resolve("refs/refs/pr/12")).hasContent("d".repeat(40));
        assertThat(commit.commit()).isEqualTo("a".repeat(40));
        assertThat(fixture.folder().resolve("refs").resolve("a".repeat(40))).doesNotExist();
        assertThat(fixture.client().list()).containsExactly(commit, request);
    }

    @Test
    void fetchesTheShardsThatTheIndexNames() throws Exception {
        Map<String, byte[]> files = HubFixture.model(0);
        files.remove("model.safetensors");
        files.put(
                "model.safetensors.index.json",
                """
                {"weight_map": {"a": "model-00001-of-00002.safetensors", "b": "model-00002-of-00002.safetensors",
                 "c": "model-00001-of-00002.safetensors"}}"""
                        .getBytes());
        files.put("model-00001-of-00002.safetensors", new byte[1000]);
        files.put("model-00002-of-00002.safetensors", new byte[2000]);
        files.put("other.safetensors", new byte[10]);
        fixture.hub.with("main", 'e', files);

        Snapshot snapshot = fixture.fetch();

        assertThat(names(snapshot.folder()))
                .contains("model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors")
                .doesNotContain("other.safetensors");
        assertThat(fixture.client().cached(NAME)).contains(snapshot);
    }

    @Test
    void refusesShardsThatLieElsewhere() throws Exception {
        Map<String, byte[]> files = HubFixture.model(0);
        files.remove("model.safetensors");
        files.put(
                "model.safetensors.index.json",
                "{\"weight_map\": {\"a\": \"../../../../.ssh/authorized_keys.safetensors\"}}".getBytes());
        fixture.hub.with("main", 'e', files);

        assertThatThrownBy(fixture::fetch)
                .isInstanceOf(HubException.class)
                .hasMessageContaining("names the shard \"../../../../.ssh/authorized_keys.safetensors\"");
        assertThat(fixture.client().cached(NAME)).isEmpty();
    }

    @Test
    void asksTheFilesHeadersWhereTheListingHasNoDigests() throws Exception {
        fixture.hub.tellsBlobs = false;

        Snapshot snapshot = fixture.fetch();

        assertThat(snapshot.folder().resolve("model.safetensors"))
                .hasBinaryContent(fixture.served("model.safetensors"));
        assertThat(Files.readSymbolicLink(snapshot.folder().resolve("config.json")))
                .hasFileName(Hashes.gitSha1(fixture.served("config.json")));
    }

    @Test
    void asksTheFilesHeadersWhereTheListingHasThePointersDigestAlone() throws Exception {
        fixture.hub.tellsLfs = false;

        Snapshot snapshot = fixture.fetch();

        assertThat(Files.readSymbolicLink(snapshot.folder().resolve("model.safetensors")))
                .hasFileName(Hashes.sha256(fixture.served("model.safetensors")));
    }

    @Test
    void takesTheHeadersOfTheLinkThatStaysOnTheHubsHost() throws Exception {
        // Given a listing without digests, and large files behind another address of the same host
        fixture.hub.tellsBlobs = false;
        String digest = Hashes.sha256(fixture.served("model.safetensors"));
        FakeHub.Fault link = FakeHub.status(
                302, "Location", "/lfs/weights", "X-Linked-Etag", "\"" + digest + "\"", "X-Linked-Size", "300000");
        fixture.hub.fault("hub", "/model.safetensors", link, link);
        fixture.hub.fault("hub", "/lfs/weights", exchange -> {
            FakeHub.send(exchange, fixture.served("model.safetensors"), "\"storage\"");
            return true;
        });

        assertThat(Files.readSymbolicLink(fixture.fetch().folder().resolve("model.safetensors")))
                .hasFileName(digest);
    }

    @Test
    void takesTheHeadersOfGetWhereTheHubKnowsNoHead() throws Exception {
        fixture.hub.tellsBlobs = false;
        fixture.hub.fault("hub", "/config.json", FakeHub.status(501));
        fixture.hub.fault("hub", "/model.safetensors", FakeHub.status(405));

        assertThat(Files.readSymbolicLink(fixture.fetch().folder().resolve("model.safetensors")))
                .hasFileName(Hashes.sha256(fixture.served("model.safetensors")));
    }

    @Test
    void refusesHeadersOfAnotherCommit() {
        fixture.hub.tellsBlobs = false;
        fixture.hub.fault(
                "hub", "/config.json", FakeHub.status(200, "ETag", "1".repeat(40), "X-Repo-Commit", "b".repeat(40)));

        assertThatThrownBy(fixture::fetch).hasMessageContaining("config.json of another commit than " + "a".repeat(40));
    }

    @Test
    void refusesWhatCannotBeVerified() {
        fixture.hub.tellsBlobs = false;
        fixture.hub.fault("hub", "/config.json", FakeHub.status(405), FakeHub.status(200, "ETag", "\"no-digest\""));

        assertThatThrownBy(fixture::fetch)
                .isInstanceOf(HubException.class)
                .hasMessageContaining("gives no size and digest of config.json of acme/tiny");
    }

    @Test
    void fetchesACheckpointThatLoads() throws Exception {
        // Given a hub with the tests' smallest real checkpoint
        fixture.hub.with("main", 'f', FakeHub.files(TINY));

        // When it is fetched and loaded
        Snapshot snapshot = fixture.client().obtain(NAME, fixture.notes::add);
        try (ClipModel fetched = ClipModel.load(snapshot.folder());
                ClipModel local = ClipModel.load(TINY)) {
            // Then it is the same model
            assertThat(fetched.modelId()).isEqualTo(local.modelId());
        }
    }

    private static Set<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).collect(Collectors.toSet());
        }
    }
}
