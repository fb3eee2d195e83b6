package io.clipstream.registry;

import java.lang.ref.WeakReference;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;

/**
 * Hands out registry clients, one for each distinct configuration, so that all serdes of a process share connections and
 * caches.
 *
 * <p>Whoever holds a client keeps it alive; the last one gone, it is collected, cache, connections and all. Registries of
 * {@code mock://name} live as long as the process, so that writers and readers of a test find the same.
 */
public final class SchemaRegistries {
    private static final Map<RegistryConfig, WeakReference<SchemaRegistry>> CLIENTS = new HashMap<>();
    private static final Map<URI, SchemaRegistry> IN_MEMORY = new HashMap<>();

    private SchemaRegistries() {}

    /** The caching client for {@code config}. */
    public static synchronized SchemaRegistry client(RegistryConfig config) {
        URI url = config.urls().get(0);
        if (url.getScheme().equals("mock")) {
            return IN_MEMORY.computeIfAbsent(url, name -> new InMemorySchemaRegistry());
        }
        WeakReference<SchemaRegistry> known = CLIENTS.get(config);
        SchemaRegistry client = known == null ? null : known.get();
        if (client == null) {
            CLIENTS.values().removeIf(reference -> reference.get() == null);
            client = caching(config);
            CLIENTS.put(config, new WeakReference<>(client));
        }
        return client;
    }

    private static SchemaRegistry caching(RegistryConfig config) {
        return new CachingSchemaRegistry(
                new RestSchemaRegistry(config),
                new Questions(config.patience()),
                new UnknownIds(config.unknownIdsPerSecond(), config.patience(), System::nanoTime));
    }

    /** The caching client for the registry options within {@code config}. */
    public static SchemaRegistry client(Map<String, ?> config) {
        return client(RegistryConfig.from(config));
    }
}
