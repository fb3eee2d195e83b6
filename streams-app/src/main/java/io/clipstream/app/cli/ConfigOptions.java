package io.clipstream.app.cli;

import io.clipstream.app.client.Deployment;
import io.clipstream.app.config.ClipstreamConfig;
import io.clipstream.app.config.ConfigKeys;
import io.clipstream.app.config.ConfigLoader;
import io.clipstream.app.config.ConfigSources;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** The flags that every command has for its configuration. */
final class ConfigOptions {
    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Configuration file; its keys are those of reference.properties.",
            defaultValue = "${env:CLIPSTREAM_CONFIG}")
    private Path file;

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "Sets one key; can be repeated.")
    private List<String> pairs = new ArrayList<>();

    @Option(
            names = "--bootstrap-servers",
            paramLabel = "HOST:PORT",
            description = "Kafka brokers (kafka.bootstrap.servers).")
    private String bootstrapServers;

    @Option(names = "--registry", paramLabel = "URL", description = "Schema registry (schema.registry.url).")
    private String registry;

    @Option(names = "--offline", description = "Takes models from the cache alone (hub.offline).")
    private boolean offline;

    /** Reads all sources. */
    ClipstreamConfig load() {
        return ConfigLoader.load(sources());
    }

    /** All sources, to be completed by a command's own flags. */
    ConfigSources sources() {
        ConfigSources sources = new ConfigSources();
        if (file != null) {
            sources.file(file);
        }
        return sources.environment(System.getenv())
                .flags(pairs)
                .set(ConfigKeys.BOOTSTRAP_SERVERS, bootstrapServers, "--bootstrap-servers")
                .set(ConfigKeys.REGISTRY_URL, registry, "--registry")
                .set(ConfigKeys.HUB_OFFLINE, offline ? true : null, "--offline");
    }

    /** The deployment that the configuration speaks of. */
    Deployment deployment() {
        return Deployment.of(load());
    }
}
