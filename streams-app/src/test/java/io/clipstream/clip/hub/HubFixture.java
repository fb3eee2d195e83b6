package io.clipstream.clip.hub;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/** A hub with a small model, a cache, and a client whose pauses take no time but are written down. */
final class HubFixture implements AutoCloseable {
    static final HubName NAME = new HubName("acme", "tiny", "main");
    static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    final FakeHub hub = new FakeHub();
    final List<String> notes = new CopyOnWriteArrayList<>();
    final List<Duration> pauses = new CopyOnWriteArrayList<>();
    final Path cache;
    private final CountDownLatch closed = new CountDownLatch(1);

    Optional<String> token = Optional.empty();
    boolean offline;
    Duration readTimeout = Duration.ofSeconds(10);
    Cache.Linker linker = (link, target) -> Files.createSymbolicLink(link, target);
    URI url = hub.url();

    HubFixture(Path cache) throws IOException {
        this.cache = cache;
        hub.with("main", 'a', model(300_000));
    }

    /** Files that look like a checkpoint's, with {@code weights} random bytes. */
    static Map<String, byte[]> model(int weights) {
        byte[] bytes = new byte[weights];
        new Random(weights).nextBytes(bytes);
        Map<String, byte[]> files = new TreeMap<>();
        files.put("config.json", "{\"model_type\": \"clip\"}".getBytes());
        files.put("preprocessor_config.json", "{}".getBytes());
        files.put("tokenizer.json", "{\"version\": \"1.0\"}".getBytes());
        files.put("model.safetensors", bytes);
        files.put("README.md", "not needed".getBytes());
        files.put("pytorch_model.bin", "a pickle".getBytes());
        return files;
    }

    ModelHub client() {
        HubSettings settings = new HubSettings(url, token, cache, offline, Duration.ofSeconds(10), readTimeout);
        return new ModelHub(
                settings,
                linker,
                pause -> {
                    pauses.add(pause);
                    return Duration.ZERO;
                },
                Clock.fixed(NOW, ZoneOffset.UTC));
    }

    Snapshot fetch() throws HubException {
        return client().fetch(NAME, notes::add);
    }

    Path folder() {
        return cache.resolve("models--acme--tiny");
    }

    byte[] served(String file) {
        return hub.commits.get(hub.refs.get("main")).get(file);
    }

    /** Keeps a server's thread until the test ends. */
    void untilClosed() {
        try {
            closed.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed.countDown();
        hub.close();
    }
}
