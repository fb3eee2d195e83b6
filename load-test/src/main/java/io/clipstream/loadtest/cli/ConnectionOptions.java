package io.clipstream.loadtest.cli;

import io.clipstream.app.client.Deployment;
import io.clipstream.app.config.ConfigKeys;
import io.clipstream.app.config.ConfigLoader;
import io.clipstream.app.config.ConfigSources;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** The flags that say where a running system is, and how a command of its own is set. */
public final class ConnectionOptions {
    @Option(names = "--bootstrap-servers", paramLabel = "HOST:PORT", description = "Brokers of a running system.")
    private String bootstrapServers;

    @Option(names = "--registry", paramLabel = "URL", description = "Schema registry of a running system.")
    private String registry;

    @Option(names = "--config", paramLabel = "FILE", description = "Configuration of a running system.")
    private Path config;

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "Sets one configuration key; can be repeated.")
    private List<String> pairs = new ArrayList<>();

    /** Whether a running system is named. */
    public boolean isRemote() {
        return bootstrapServers != null || config != null;
    }

    /** The {@code key=value} pairs that are set. */
    public List<String> pairs() {
        return List.copyOf(pairs);
    }

    /** The running system. */
    public Deployment deployment() {
        ConfigSources sources = new ConfigSources();
        if (config != null) {
            sources.file(config);
        }
        return Deployment.of(ConfigLoader.load(sources.environment(System.getenv())
                .flags(pairs)
                .set(ConfigKeys.BOOTSTRAP_SERVERS, bootstrapServers, "--bootstrap-servers")
                .set(ConfigKeys.REGISTRY_URL, registry, "--registry")));
    }
}
