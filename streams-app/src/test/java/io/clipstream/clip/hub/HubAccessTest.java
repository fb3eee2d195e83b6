package io.clipstream.clip.hub;

import static io.clipstream.clip.hub.HubFixture.NAME;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HubAccessTest {
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
    void sendsTheTokenToTheHubAlone() throws Exception {
        fixture.token = Optional.of("hf_secret");

        fixture.fetch();

        assertThat(fixture.hub.requests).anyMatch(request -> request.host().equals("storage"));
        assertThat(fixture.hub.requests)
                .allMatch(request -> request.host().equals("hub")
                        ? "Bearer hf_secret".equals(request.header("Authorization"))
                        : request.header("Authorization") == null);
        assertThat(fixture.notes).noneMatch(line -> line.contains("hf_secret"));
    }

    @Test
    void keepsTheTokenOutOfTheSettingsText() {
        HubSettings settings = new HubSettings(
                URI.create("https://hub/"),
                Optional.of("hf_secret"),
                cache,
                false,
                java.time.Duration.ZERO,
                java.time.Duration.ZERO);

        assertThat(settings.toString()).contains("https://hub").doesNotContain("secret");
    }

    @Test
    void refusesATokenThatIsNoneWithoutShowingIt() {
        fixture.token = Optional.of("hf_secret\nX-Other: 1");

        assertThatThrownBy(fixture::fetch)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("hub.token")
                .hasMessageNotContaining("secret");
    }

    @Test
    void followsRedirectsRelativeToTheHubWithTheToken() throws Exception {
        // Given a model that was renamed: its old addresses lead to the new ones, on the same host
        fixture.token = Optional.of("hf_secret");
        fixture.hub.fault(
                "hub",
                "/config.json",
                FakeHub.status(307, "Location", "/" + FakeHub.MODEL + "/resolve/" + "a".repeat(40) + "/config.json"));

        Snapshot snapshot = fixture.fetch();

        assertThat(snapshot.folder().resolve("config.json")).hasBinaryContent(fixture.served("config.json"));
        assertThat(fixture.hub.requests)
                .filteredOn(request -> request.path().endsWith("/config.json"))
                .hasSize(2)
                .allMatch(request -> "Bearer hf_secret".equals(request.header("Authorization")));
    }

    @Test
    void doesNotFollowRedirectsForEver() {
        FakeHub.Fault[] loop = new FakeHub.Fault[100];
        java.util.Arrays.fill(loop, FakeHub.status(302, "Location", "config.json"));
        fixture.hub.fault("hub", "/config.json", loop);

        assertThatThrownBy(fixture::fetch)
                .isInstanceOf(HubException.class)
                .hasMessageContaining("redirects in a circle, or more than 10 times");
        assertThat(fixture.hub.count("hub", "/config.json")).isEqualTo(Redirects.MOST + 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ftp://127.0.0.1/x", "file:///etc/passwd", "http://bad host/x"})
    void refusesRedirectsThatLeadNowhere(String location) {
        fixture.hub.fault("hub", "/config.json", FakeHub.status(302, "Location", location));

        assertThatThrownBy(fixture::fetch)
                .isInstanceOf(HubException.class)
                .hasMessageContaining("redirects")
                .hasNoCause();
    }

    @Test
    void understandsARedirectToTheSameAddressWithASignature() throws Exception {
        fixture.hub.fault("hub", "/config.json", FakeHub.status(302, "Location", "?signature=x%2Fy"));

        assertThat(fixture.fetch().folder().resolve("config.json")).hasBinaryContent(fixture.served("config.json"));
    }

    @Test
    void triesAgainWhereTheHandshakeBreaks() throws Exception {
        // Given a server that hangs up on whoever calls
        try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Thread rude = new Thread(() -> hangUp(server));
            rude.setDaemon(true);
            rude.start();
            fixture.url = URI.create("https://127.0.0.1:" + server.getLocalPort());

            assertThatThrownBy(fixture::fetch).isInstanceOf(HubException.class).hasMessageNotContaining("trusted");
        }
        assertThat(fixture.pauses).hasSize(Patience.MOST_FAILURES - 1);
    }

    private static void hangUp(ServerSocket server) {
        try {
            while (true) {
                server.accept().close();
            }
        } catch (IOException e) {
            // The test is over.
        }
    }

    @Test
    void keepsTheTokenOutOfWhatTheHubSays() {
        fixture.token = Optional.of("hf_secret");
        fixture.hub.fault("hub", "/revision/main", FakeHub.status(400, "X-Error-Message", "bad token hf_secret"));

        assertThatThrownBy(fixture::fetch).hasMessageContaining("bad token ***");
    }

    @Test
    void keepsControlCharactersOutOfMessages() {
        fixture.hub.with("main", 'b', Map.of("\u001b[2J.bin", new byte[1]));

        assertThatThrownBy(fixture::fetch).hasMessageContaining("only ?[2J.bin: a pickle");
    }

    @Test
    void neverGivesUpEncryption() {
        Redirects secure = new Redirects(URI.create("https://hub.example"));
        URI from = URI.create("https://hub.example/a/b/resolve/main/config.json");

        assertThatThrownBy(() -> secure.next(from, Optional.of("http://cdn.example/x")))
                .isInstanceOf(HubException.class)
                .hasMessageContaining("from https to http");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://hub.example/x",
                "https://hub.example:444/x",
                "https://hub.example.evil.org/x",
                "https://hub.example@evil.org/x",
                "https://cdn.hub.example/x"
            })
    void takesNoOtherHostForTheHub(String other) {
        Redirects redirects = new Redirects(URI.create("https://hub.example"));

        assertThat(redirects.isOwn(URI.create(other))).isFalse();
        assertThat(redirects.isOwn(URI.create("https://HUB.example:443/y"))).isTrue();
    }

    @Test
    void saysThatAModelIsMissingOrHidden() {
        fixture.hub.fault("hub", "/revision/main", FakeHub.status(401, "X-Error-Code", "RepoNotFound"));

        assertThatThrownBy(fixture::fetch)
                .isInstanceOf(HubException.class)
                .hasMessageContaining("answered 401 for 'acme/tiny'")
                .hasMessageContaining("there is no such model, or it is private or gated")
                .hasMessageContaining("hub.token")
                .hasMessageContaining("HF_TOKEN");
    }

    @Test
    void saysThatTheTokenIsRefused() {
        fixture.token = Optional.of("hf_old");
        fixture.hub.fault("hub", "/revision/main", FakeHub.status(401));

        assertThatThrownBy(fixture::fetch)
                .isInstanceOf(HubException.class)
                .hasMessageContaining("does not accept the token")
                .hasMessageNotContaining("hf_old");
    }

    @Test
    void saysHowToGetIntoAGatedModel() {
        // Given a model whose listing is public, and whose files are not
        fixture.token = Optional.of("hf_mine");
        fixture.hub.fault("hub", "/config.json", FakeHub.status(403, "X-Error-Code", "GatedRepo"));

        assertThatThrownBy(fixture::fetch)
                .isInstanceOf(HubException.class)
                .hasMessageContaining("'acme/tiny' is gated: accept its terms at " + fixture.hub.url() + "/acme/tiny")
                .hasMessageNotContaining("hf_mine");
    }

    @Test
    void tellsAMissingModelFromAMissingRevisionAndFile() {
        assertThatThrownBy(() -> fixture.client().fetch(new HubName("acme", "other", "main"), fixture.notes::add))
                .hasMessageContaining("has no model 'acme/other'");
        assertThatThrownBy(() -> fixture.client().fetch(NAME.at("v9"), fixture.notes::add))
                .hasMessageContaining("has the model 'acme/tiny', but no revision 'v9'");
        fixture.hub.fault("hub", "/tokenizer.json", FakeHub.status(404, "X-Error-Code", "EntryNotFound"));
        assertThatThrownBy(fixture::fetch).hasMessageContaining("has not the file tokenizer.json of acme/tiny@main");
    }

    @Test
    void tellsThemApartWithoutErrorCodes() {
        fixture.hub.fault("hub", "/revision/v9", FakeHub.status(404));

        assertThatThrownBy(() -> fixture.client().fetch(NAME.at("v9"), fixture.notes::add))
                .hasMessageContaining("has the model 'acme/tiny', but no revision 'v9'");
    }

    @Test
    void saysWhichFilesACheckpointLacks() {
        Map<String, byte[]> files = HubFixture.model(10);
        files.remove("tokenizer.json");
        files.put("vocab.json", new byte[1]);
        fixture.hub.with("main", 'b', files);

        assertThatThrownBy(fixture::fetch)
                .hasMessageContaining(
                        "acme/tiny@main is no CLIP checkpoint in transformers' layout: it has no tokenizer.json")
                .hasMessageContaining("CLIPTokenizerFast");
    }

    @Test
    void saysThatSomethingElseAnswers() {
        fixture.hub.fault("hub", "/revision/main", exchange -> {
            FakeHub.send(exchange, "<html>Log in to the network</html>".getBytes(), "\"x\"");
            return true;
        });

        assertThatThrownBy(fixture::fetch).hasMessageContaining("is not JSON: is hub.url a hub?");
    }

    @Test
    void looksForRoomBeforeItFetches() {
        // Given a listing with weights of an exabyte
        fixture.hub.fault("hub", "/revision/main", exchange -> {
            FakeHub.send(
                    exchange,
                    ("{\"sha\": \"" + "a".repeat(40) + "\", \"siblings\": ["
                                    + "{\"rfilename\": \"config.json\", \"size\": 1, \"blobId\": \"" + "1".repeat(40)
                                    + "\"}, {\"rfilename\": \"tokenizer.json\", \"size\": 1, \"blobId\": \""
                                    + "2".repeat(40) + "\"}, {\"rfilename\": \"preprocessor_config.json\", \"size\": 1,"
                                    + " \"blobId\": \"" + "3".repeat(40) + "\"}, {\"rfilename\": \"model.safetensors\","
                                    + " \"lfs\": {\"sha256\": \"" + "4".repeat(64)
                                    + "\", \"size\": 1000000000000000000}}]}")
                            .getBytes(),
                    "\"x\"");
            return true;
        });

        assertThatThrownBy(fixture::fetch)
                .hasMessageContaining("wants 1000000000000 MB more")
                .hasMessageContaining("hub.cache.dir");
        assertThat(fixture.hub.count("storage", "model.safetensors")).isZero();
    }

    @Test
    void neverTouchesTheNetworkOffline() throws Exception {
        fixture.offline = true;

        assertThatThrownBy(() -> fixture.client().obtain(NAME, fixture.notes::add))
                .hasMessageContaining("acme/tiny@main is not in the cache " + cache)
                .hasMessageContaining("clipstream model fetch acme/tiny@main");
        assertThatThrownBy(fixture::fetch).hasMessageContaining("hub.offline");
        assertThat(fixture.hub.requests).isEmpty();

        // Given the model in the cache, then it is used
        fixture.offline = false;
        Snapshot fetched = fixture.fetch();
        fixture.offline = true;
        assertThat(fixture.client().obtain(NAME, fixture.notes::add)).isEqualTo(fetched);
    }
}
