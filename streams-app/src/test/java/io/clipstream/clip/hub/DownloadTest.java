package io.clipstream.clip.hub;

import static io.clipstream.clip.hub.HubFixture.NAME;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DownloadTest {
    private static final String WEIGHTS = "model.safetensors";

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
    void goesOnWhereTheConnectionBroke() throws Exception {
        // Given a storage that breaks off twice in the middle
        storage(breakAfter(100_000), breakAfter(50_000));

        Snapshot snapshot = fixture.fetch();

        // Then it was asked for the rest, on condition that the file is the same, and the whole is right
        assertThat(snapshot.folder().resolve(WEIGHTS)).hasBinaryContent(fixture.served(WEIGHTS));
        assertThat(ranges()).containsExactly(null, "bytes=100000-", "bytes=150000-");
        assertThat(weights().get(1).header("If-Range")).isEqualTo("\"storage-" + WEIGHTS + "\"");
        assertThat(fixture.pauses).hasSize(2);
    }

    @Test
    void goesOnWhereAnEarlierProcessStopped() throws Exception {
        // Given a fetch that gave up in the middle, and what it left
        storage(breakAfter(100_000));
        storage(times(Patience.MOST_FAILURES - 1, FakeHub.status(503)));
        assertThatThrownBy(fixture::fetch).isInstanceOf(HubException.class).hasMessageContaining("503");
        int before = ranges().size();
        assertThat(fixture.client().cached(NAME)).isEmpty();

        // When another client fetches
        Snapshot snapshot = fixture.fetch();

        // Then it asks for the rest alone
        assertThat(ranges()).hasSize(before + 1);
        assertThat(ranges().get(before)).isEqualTo("bytes=100000-");
        assertThat(snapshot.folder().resolve(WEIGHTS)).hasBinaryContent(fixture.served(WEIGHTS));
    }

    @Test
    void beginsAgainWhereTheServerIgnoresTheRange() throws Exception {
        storage(breakAfter(100_000), exchange -> {
            exchange.sendResponseHeaders(200, fixture.served(WEIGHTS).length);
            exchange.getResponseBody().write(fixture.served(WEIGHTS));
            return true;
        });

        Snapshot snapshot = fixture.fetch();

        assertThat(snapshot.folder().resolve(WEIGHTS)).hasBinaryContent(fixture.served(WEIGHTS));
        assertThat(ranges()).containsExactly(null, "bytes=100000-");
    }

    @Test
    void beginsAgainWhereTheServerSendsAnotherRange() throws Exception {
        storage(breakAfter(100_000), exchange -> {
            exchange.getResponseHeaders().add("Content-Range", "bytes 0-9/300000");
            exchange.sendResponseHeaders(206, 10);
            exchange.getResponseBody().write(new byte[10]);
            return true;
        });

        Snapshot snapshot = fixture.fetch();

        assertThat(snapshot.folder().resolve(WEIGHTS)).hasBinaryContent(fixture.served(WEIGHTS));
        assertThat(ranges().get(2)).isNull();
    }

    @Test
    void beginsAgainWhereTheRangeCannotBeSatisfied() throws Exception {
        storage(breakAfter(100_000), FakeHub.status(416, "Content-Range", "bytes */300000"));

        Snapshot snapshot = fixture.fetch();

        assertThat(snapshot.folder().resolve(WEIGHTS)).hasBinaryContent(fixture.served(WEIGHTS));
        assertThat(ranges().get(2)).isNull();
    }

    @Test
    void survivesManyBreaksAsLongAsBytesCome() throws Exception {
        storage(times(3 * Patience.MOST_FAILURES, breakAfter(10_000)));

        assertThat(fixture.fetch().folder().resolve(WEIGHTS)).hasBinaryContent(fixture.served(WEIGHTS));
    }

    @Test
    void givesUpOnABodyThatIsAlwaysShort() {
        // Given a storage whose file is shorter than the hub says, each time
        byte[] cut = Arrays.copyOf(fixture.served(WEIGHTS), 200_000);
        storage(times(50, exchange -> {
            FakeHub.send(exchange, cut, "\"cut\"");
            return true;
        }));

        assertThatThrownBy(fixture::fetch).isInstanceOf(HubException.class).hasMessageContaining(WEIGHTS);
        assertThat(ranges().size()).isLessThan(3 * Patience.MOST_FAILURES);
    }

    @Test
    void fetchesADamagedFileOnceMore() throws Exception {
        storage(damaged());

        Snapshot snapshot = fixture.fetch();

        assertThat(snapshot.folder().resolve(WEIGHTS)).hasBinaryContent(fixture.served(WEIGHTS));
        assertThat(fixture.notes).anyMatch(line -> line.startsWith(WEIGHTS + ": expected SHA-256 "));
    }

    @Test
    void refusesAFileThatIsDamagedTwiceWithBothDigests() throws Exception {
        storage(damaged(), damaged());

        byte[] changed = fixture.served(WEIGHTS).clone();
        changed[777] ^= 1;
        assertThatThrownBy(fixture::fetch)
                .isInstanceOf(HubException.class)
                .hasMessageContaining("model.safetensors of acme/tiny@main")
                .hasMessageContaining("expected 300000 bytes with SHA-256 " + Hashes.sha256(fixture.served(WEIGHTS)))
                .hasMessageContaining("got " + Hashes.sha256(changed));

        // And nothing of it is left
        assertThat(fixture.client().cached(NAME)).isEmpty();
        assertThat(leftovers()).isEmpty();
    }

    @Test
    void refusesASmallFileThatIsNotWhatGitHas() {
        FakeHub.Fault other = exchange -> {
            FakeHub.send(exchange, "{\"model_type\": \"evil\"}".getBytes(), "\"x\"");
            return true;
        };
        fixture.hub.fault("hub", "/config.json", other, other);

        assertThatThrownBy(fixture::fetch)
                .isInstanceOf(HubException.class)
                .hasMessageContaining("git blob SHA-1 " + Hashes.gitSha1(fixture.served("config.json")));
    }

    @Test
    void refusesABodyThatDoesNotEnd() {
        FakeHub.Fault endless = exchange -> {
            exchange.sendResponseHeaders(200, 0);
            for (int i = 0; i < 1000; i++) {
                exchange.getResponseBody().write(new byte[100_000]);
            }
            return true;
        };
        storage(endless, endless);

        assertThatThrownBy(fixture::fetch)
                .isInstanceOf(HubException.class)
                .hasMessageContaining("got more than 300000 bytes");
    }

    @Test
    void triesAgainAfterErrorsOfTheServer() throws Exception {
        fixture.hub.fault("hub", "/revision/main", FakeHub.status(500), FakeHub.status(502));
        storage(FakeHub.status(503), FakeHub.status(403));

        assertThat(fixture.fetch().folder().resolve(WEIGHTS)).hasBinaryContent(fixture.served(WEIGHTS));
        // Then each pause is longer than the one before in its row
        assertThat(fixture.pauses).hasSize(4);
        assertThat(fixture.pauses.get(1)).isGreaterThan(fixture.pauses.get(0));
        assertThat(fixture.pauses).allMatch(pause -> pause.compareTo(Duration.ofMillis(300)) > 0);
    }

    @Test
    void waitsAsLongAsABusyHubAsks() throws Exception {
        // Given too many requests, once with seconds and once with a date
        fixture.hub.fault(
                "hub",
                "/revision/main",
                FakeHub.status(429, "Retry-After", "17"),
                FakeHub.status(429, "Retry-After", "Sun, 1 Mar 2026 12:01:30 GMT"));

        fixture.fetch();

        assertThat(fixture.pauses).containsExactly(Duration.ofSeconds(17), Duration.ofSeconds(90));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-5", "soon", "Sun, 1 Mar 2026 11:59:00 GMT"})
    void pausesAllTheSameWhereABusyHubNamesNoWait(String asked) throws Exception {
        fixture.hub.fault("hub", "/revision/main", FakeHub.status(429, "Retry-After", asked));

        fixture.fetch();

        assertThat(fixture.pauses).singleElement().satisfies(pause -> assertThat(pause)
                .isBetween(Duration.ofMillis(300), Duration.ofSeconds(1)));
    }

    @ParameterizedTest
    @CsvSource({"3600, 3600", "99999999999999999999, 999999999"})
    void doesNotWaitForAnHour(String asked, String understood) {
        fixture.hub.fault("hub", "/revision/main", FakeHub.status(429, "Retry-After", asked));

        assertThatThrownBy(fixture::fetch)
                .isInstanceOf(HubException.class)
                .hasMessageContaining("429 (too many requests)")
                .hasMessageContaining("asks to wait " + understood + " s");
        assertThat(fixture.pauses).isEmpty();
    }

    @Test
    void asksAgainForAListingThatWasCutOrChanged() throws Exception {
        // Given listings that do not say how long they are, cut at the beginning and in the middle
        fixture.hub.fault(
                "hub", "/revision/main", listing(""), listing("{\"sha\": \"aaa"), listing("{\"sha\"\u0007 1}"));

        assertThat(fixture.fetch().folder().resolve(WEIGHTS)).hasBinaryContent(fixture.served(WEIGHTS));
        assertThat(fixture.pauses).hasSize(3);
    }

    private static FakeHub.Fault listing(String body) {
        return exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write(body.getBytes());
            exchange.getResponseBody().close();
            return true;
        };
    }

    @Test
    void triesAgainAfterALengthThatIsNoNumber() throws Exception {
        storage(exchange -> {
            exchange.getResponseHeaders().set("Content-Length", "99999999999999999999");
            exchange.sendResponseHeaders(200, -1);
            return true;
        });

        assertThat(fixture.fetch().folder().resolve(WEIGHTS)).hasBinaryContent(fixture.served(WEIGHTS));
    }

    @Test
    void givesUpWhenNobodyListens() {
        fixture.url = fixture.hub.url();
        fixture.hub.close();

        assertThatThrownBy(fixture::fetch).isInstanceOf(HubException.class).hasMessageContaining("127.0.0.1:");
        assertThat(fixture.pauses).hasSize(Patience.MOST_FAILURES - 1);
    }

    @Test
    void goesOnWhenTheServerFallsSilentInTheMiddle() throws Exception {
        // Given a storage that sends a piece and then nothing, with the connection open
        fixture.readTimeout = Duration.ofMillis(300);
        storage(exchange -> {
            exchange.sendResponseHeaders(200, fixture.served(WEIGHTS).length);
            exchange.getResponseBody().write(fixture.served(WEIGHTS), 0, 100_000);
            exchange.getResponseBody().flush();
            fixture.untilClosed();
            return true;
        });

        assertThat(fixture.fetch().folder().resolve(WEIGHTS)).hasBinaryContent(fixture.served(WEIGHTS));
        assertThat(fixture.notes).anyMatch(line -> line.contains("no byte came for"));
    }

    private void storage(FakeHub.Fault... faults) {
        fixture.hub.fault("storage", WEIGHTS, faults);
    }

    private static FakeHub.Fault[] times(int n, FakeHub.Fault fault) {
        FakeHub.Fault[] all = new FakeHub.Fault[n];
        Arrays.fill(all, fault);
        return all;
    }

    /** Promises the whole rest and closes the connection when the client has {@code bytes} of it. */
    private FakeHub.Fault breakAfter(int bytes) {
        return exchange -> {
            byte[] all = fixture.served(WEIGHTS);
            int from = begin(exchange, all.length);
            int until = Math.min(from + bytes, all.length - 1);
            exchange.getResponseHeaders().add("ETag", "\"storage-" + WEIGHTS + "\"");
            exchange.sendResponseHeaders(from == 0 ? 200 : 206, all.length - from);
            exchange.getResponseBody().write(all, from, until - from);
            exchange.getResponseBody().flush();
            // The JDK's client may drop what it has not handed on yet when the connection closes.
            Path part = fixture.folder().resolve(".clipstream").resolve(Hashes.sha256(all) + ".part");
            await().pollInterval(Duration.ofMillis(5)).until(() -> Files.size(part) == until);
            return true;
        };
    }

    private static int begin(HttpExchange exchange, int length) {
        String range = exchange.getRequestHeaders().getFirst("Range");
        if (range == null) {
            return 0;
        }
        int from = Integer.parseInt(range.replaceAll("\\D", ""));
        exchange.getResponseHeaders().add("Content-Range", "bytes " + from + "-" + (length - 1) + "/" + length);
        return from;
    }

    private FakeHub.Fault damaged() {
        return exchange -> {
            byte[] bytes = fixture.served(WEIGHTS).clone();
            bytes[777] ^= 1;
            FakeHub.send(exchange, bytes, "\"damaged\"");
            return true;
        };
    }

    private List<FakeHub.Request> weights() {
        return fixture.hub.requests.stream()
                .filter(request ->
                        request.host().equals("storage") && request.path().endsWith(WEIGHTS))
                .toList();
    }

    private List<String> ranges() {
        return weights().stream().map(request -> request.header("Range")).toList();
    }

    private List<Path> leftovers() throws IOException {
        try (var files = Files.walk(cache)) {
            return files.filter(file -> file.toString().endsWith(".part")).toList();
        }
    }
}
