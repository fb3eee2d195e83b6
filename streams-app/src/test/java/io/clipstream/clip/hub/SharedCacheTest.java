package io.clipstream.clip.hub;

import static io.clipstream.clip.hub.HubFixture.NAME;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SharedCacheTest {
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
    void fetchesOnceForTwoThreads() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            // Given a first fetch that is held in the middle
            CountDownLatch hold = new CountDownLatch(1);
            fixture.hub.fault("storage", "model.safetensors", exchange -> {
                awaitQuietly(hold);
                return false;
            });
            Future<Snapshot> first = threads.submit(() -> fixture.client().obtain(NAME, fixture.notes::add));
            await().until(() -> fixture.hub.count("storage", "model.safetensors") == 1);

            // When a second begins, waits, and the first goes on
            Future<Snapshot> second = threads.submit(() -> fixture.client().obtain(NAME, fixture.notes::add));
            await().until(() -> fixture.notes.contains("another fetch of acme/tiny is under way; waiting for it"));
            hold.countDown();

            // Then both have it, and it came once
            assertThat(first.get(30, TimeUnit.SECONDS)).isEqualTo(second.get(30, TimeUnit.SECONDS));
            assertThat(fixture.hub.count("storage", "model.safetensors")).isEqualTo(1);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void fetchesOnceForTwoProcesses() throws Exception {
        // Given two other virtual machines that want the same model, while the storage holds the first back
        CountDownLatch hold = new CountDownLatch(1);
        fixture.hub.fault("storage", "model.safetensors", exchange -> {
            awaitQuietly(hold);
            return false;
        });
        List<Process> children = new ArrayList<>();
        try {
            children.add(child("one"));
            children.add(child("two"));
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> fixture.hub.count("storage", "model.safetensors") == 1
                            && (log("one") + log("two")).contains("waiting for it"));
            hold.countDown();

            for (Process child : children) {
                assertThat(child.waitFor(60, TimeUnit.SECONDS)).isTrue();
            }
            // Then both have it, and it came once
            assertThat(log("one")).contains("commit " + "a".repeat(40));
            assertThat(log("two")).contains("commit " + "a".repeat(40));
            assertThat(fixture.hub.count("storage", "model.safetensors")).isEqualTo(1);
        } finally {
            children.forEach(Process::destroyForcibly);
        }
    }

    private Process child(String log) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        HubChild.class.getName(),
                        fixture.hub.url().toString(),
                        cache.toString())
                .redirectErrorStream(true)
                .redirectOutput(cache.resolve(log + ".log").toFile())
                .start();
    }

    private String log(String name) throws IOException {
        return Files.readString(cache.resolve(name + ".log"));
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void takesOverWhatPythonHasFetched() throws Exception {
        // Given a snapshot as huggingface_hub makes it, with one more file than we need
        Path snapshot = pythons(HubFixture.model(1000));

        // When the model is obtained without any network
        fixture.offline = true;
        Snapshot found = fixture.client().obtain(NAME, fixture.notes::add);

        // Then it is used, and pinned
        assertThat(found.folder()).isEqualTo(snapshot);
        assertThat(found.commit()).isEqualTo("9".repeat(40));
        assertThat(fixture.client().list()).containsExactly(found);
    }

    @Test
    void doesNotTakeOverWhatIsNotWhatItsNameSays() throws Exception {
        Path snapshot = pythons(HubFixture.model(1000));
        Files.write(snapshot.resolve("model.safetensors").toRealPath(), new byte[1000]);

        assertThat(fixture.client().cached(NAME)).isEmpty();
    }

    @Test
    void takesOverWhatAMirrorHasNamedOtherwise() throws Exception {
        // Given a snapshot whose weights lie under a name that is no digest
        Path snapshot = pythons(HubFixture.model(1000));
        Path weights = snapshot.resolve("model.safetensors");
        Path blob = weights.toRealPath();
        Files.move(blob, blob.resolveSibling("mirrors-own-tag"));
        Files.delete(weights);
        Files.createSymbolicLink(weights, Path.of("../../blobs/mirrors-own-tag"));

        assertThat(fixture.client().cached(NAME).orElseThrow().folder()).isEqualTo(snapshot);
    }

    @Test
    void doesNotTakeOverAPart() throws Exception {
        Map<String, byte[]> some = HubFixture.model(1000);
        some.remove("tokenizer.json");
        pythons(some);

        assertThat(fixture.client().cached(NAME)).isEmpty();
    }

    private Path pythons(Map<String, byte[]> files) throws IOException {
        Path blobs = Files.createDirectories(fixture.folder().resolve("blobs"));
        Path snapshot =
                Files.createDirectories(fixture.folder().resolve("snapshots").resolve("9".repeat(40)));
        Path refs = Files.createDirectories(fixture.folder().resolve("refs"));
        Files.writeString(refs.resolve("main"), "9".repeat(40));
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            String digest =
                    FakeHub.isLfs(file.getKey()) ? Hashes.sha256(file.getValue()) : Hashes.gitSha1(file.getValue());
            Files.write(blobs.resolve(digest), file.getValue());
            Files.createSymbolicLink(snapshot.resolve(file.getKey()), Path.of("../../blobs", digest));
        }
        return snapshot;
    }

    @Test
    void namesTheFolderThatCannotBeUsed() throws Exception {
        // Given a file where the cache should be
        Path file = Files.writeString(cache.resolve("file"), "x");
        HubSettings settings = new HubSettings(
                fixture.hub.url(),
                java.util.Optional.empty(),
                file.resolve("hub"),
                false,
                Duration.ofSeconds(5),
                Duration.ofSeconds(5));

        assertThatThrownBy(() -> new ModelHub(settings).fetch(NAME, fixture.notes::add))
                .isInstanceOf(HubException.class)
                .hasMessageContaining("the cache " + settings.cache() + " cannot be used")
                .hasMessageContaining("hub.cache.dir");
    }
}
