package io.clipstream.app.quickstart;

import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.slf4j.LoggerFactory;

/**
 * A broker and a registry on this machine, started side by side and closed together.
 *
 * @param broker state in {@code <state>/kafka}
 * @param registry state in {@code <state>/registry}
 */
public record LocalServices(EmbeddedBroker broker, RegistryProcess registry) implements AutoCloseable {
    /**
     * Starts both; if one fails the other is closed again.
     *
     * @param registryHome the unpacked registry, {@link Installation#registry()}
     * @param state parent of both state folders
     * @throws IllegalStateException with the reason of the part that failed
     */
    public static LocalServices start(Path registryHome, Path state) {
        // Before there are two threads: logging that is set up by both at once complains of it.
        LoggerFactory.getLogger(LocalServices.class).info("Starting Apache Kafka and the schema registry in {}", state);
        CompletableFuture<RegistryProcess> starting =
                CompletableFuture.supplyAsync(() -> RegistryProcess.start(registryHome, state.resolve("registry")));
        EmbeddedBroker broker;
        try {
            broker = EmbeddedBroker.start(state.resolve("kafka"));
        } catch (RuntimeException e) {
            starting.thenAccept(RegistryProcess::close);
            throw e;
        }
        try {
            return new LocalServices(broker, starting.join());
        } catch (CompletionException e) {
            broker.close();
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    /** Host and port for {@code bootstrap.servers}. */
    public String bootstrapServers() {
        return broker.bootstrapServers();
    }

    /** Base URL for {@code schema.registry.url}. */
    public String registryUrl() {
        return registry.url();
    }

    /** Closes the registry, then the broker. */
    @Override
    public void close() {
        registry.close();
        broker.close();
    }
}
