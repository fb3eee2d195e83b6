package io.clipstream.clip.hub;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checkpoints by name, from the Hugging Face hub or a mirror, kept in Hugging Face's own cache.
 *
 * <p>A name is pinned to a commit when it is first fetched, and stands for that commit, without asking the network, until
 * {@link #fetch} is called. Any thread may call; the caller's thread does the work. Several processes may share the cache.
 */
public final class ModelHub {
    private static final Logger LOG = LoggerFactory.getLogger(ModelHub.class);

    private final HubSettings settings;
    private final Cache.Linker linker;
    private final UnaryOperator<Duration> pause;
    private final Clock clock;

    public ModelHub(HubSettings settings) {
        this(
                settings,
                (link, target) -> Files.createSymbolicLink(link, target),
                UnaryOperator.identity(),
                Clock.systemUTC());
    }

    /** @param pause what a pause before another try becomes; tests make it nothing */
    ModelHub(HubSettings settings, Cache.Linker linker, UnaryOperator<Duration> pause, Clock clock) {
        this.settings = settings;
        this.linker = linker;
        this.pause = pause;
        this.clock = clock;
    }

    /**
     * The checkpoint from the cache; only if it is not there, from the hub.
     *
     * @throws HubException if it cannot be had; says why, and what to do
     */
    public Snapshot obtain(HubName name, FetchListener listener) throws HubException {
        Optional<Snapshot> cached = cached(name);
        if (cached.isPresent()) {
            return cached.get();
        }
        if (settings.offline()) {
            throw new HubException(name + " is not in the cache " + settings.cache()
                    + ", and hub.offline keeps it from being fetched: run 'clipstream model fetch " + name
                    + "' with the network, or copy the cache from a machine that has it");
        }
        return underLock(name, listener, cache -> {
            Optional<Pin> pin = Pin.read(cache, name);
            if (pin.isEmpty()) {
                return fetch(cache, name, listener).run();
            }
            // Whoever held the lock may have fetched just this.
            return pin.get().isComplete(cache)
                    ? pin.get().snapshot(cache)
                    : fetch(cache, name, listener).restore(pin.get());
        });
    }

    /**
     * Asks the hub which commit the name stands for now, brings and verifies what is missing, and pins the name to it.
     *
     * @throws HubException if it cannot be had; says why, and what to do
     */
    public Snapshot fetch(HubName name, FetchListener listener) throws HubException {
        if (settings.offline()) {
            Optional<Snapshot> here = cached(name);
            throw new HubException("hub.offline keeps the hub from being asked for " + name
                    + here.map(snapshot -> "; the cache has it at commit " + snapshot.commit())
                            .orElse(", which is not in the cache " + settings.cache() + " either"));
        }
        return underLock(name, listener, cache -> fetch(cache, name, listener).run());
    }

    /**
     * The checkpoint that the name is pinned to; one that another program has put into the cache is verified and pinned.
     *
     * @return empty if it is not there, or not whole
     */
    public Optional<Snapshot> cached(HubName name) throws HubException {
        Cache cache = cache(name);
        try {
            Optional<Pin> pin = Pin.read(cache, name);
            if (pin.isEmpty()) {
                pin = Adoption.of(cache, name);
                if (pin.isPresent()) {
                    record(pin.get(), cache);
                }
            }
            return pin.filter(p -> p.isComplete(cache)).map(p -> p.snapshot(cache));
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    private static void record(Pin pin, Cache cache) {
        try {
            pin.write(cache);
        } catch (IOException e) {
            // A cache that others keep and we may only read serves as well; it is verified anew each time.
            LOG.debug("no pin of {} was written", pin.name(), e);
        }
    }

    /** The pinned checkpoints in the cache that are whole, by name. */
    public List<Snapshot> list() throws HubException {
        List<Snapshot> found = new ArrayList<>();
        if (!Files.isDirectory(settings.cache())) {
            return found;
        }
        try (Stream<Path> models = Files.list(settings.cache())) {
            for (Path model : models.sorted().toList()) {
                Path pins = model.resolve(".clipstream").resolve("pins");
                if (Files.isDirectory(pins)) {
                    list(pins, found);
                }
            }
            return found;
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    private void list(Path pins, List<Snapshot> found) throws IOException {
        try (Stream<Path> files = Files.list(pins)) {
            for (Path file : files.sorted().toList()) {
                Optional<Pin> pin = Pin.read(file);
                if (pin.isPresent() && pin.get().isComplete(cache(pin.get().name()))) {
                    found.add(pin.get().snapshot(cache(pin.get().name())));
                }
            }
        }
    }

    private Fetch fetch(Cache cache, HubName name, FetchListener listener) {
        HubHttp http = new HubHttp(settings);
        HubAnswers answers = new HubAnswers(settings, clock);
        return new Fetch(settings, http, answers, cache, name, listener, new Patience(pause, listener));
    }

    private interface Work {
        Snapshot run(Cache cache) throws IOException;
    }

    private Snapshot underLock(HubName name, FetchListener listener, Work work) throws HubException {
        Cache cache = cache(name);
        Runnable waiting = () -> listener.note("another fetch of " + name.id() + " is under way; waiting for it");
        try {
            CacheLock lock = CacheLock.take(cache.lock(), waiting);
            try {
                return work.run(cache);
            } finally {
                lock.close();
            }
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    private Cache cache(HubName name) {
        return new Cache(settings.cache(), name, linker);
    }

    private HubException unusable(IOException e) {
        if (e instanceof HubException known) {
            return known;
        }
        String reason = e instanceof AccessDeniedException ? "no permission for " + e.getMessage() : e.toString();
        return new HubException(
                "the cache " + settings.cache() + " cannot be used: " + reason
                        + "; hub.cache.dir chooses another folder",
                e);
    }
}
