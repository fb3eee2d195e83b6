package io.clipstream.loadtest;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.clipstream.app.client.Deployment;
import io.clipstream.app.config.ConfigKeys;
import io.clipstream.app.config.ConfigLoader;
import io.clipstream.app.config.ConfigSources;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code clipstream-load run}: images at a set rate, open loop; latency, throughput, lost and duplicated. */
@Command(
        name = "run",
        description = {
            "Sends images at a set rate, whatever the system does, and measures until each has its prediction.",
            "Without --bootstrap-servers it starts a system of its own on this machine."
        },
        mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {
    @Option(names = "--rate", paramLabel = "N", description = "Images a second (default: ${DEFAULT-VALUE}).")
    private double rate = 20;

    @Option(names = "--seconds", paramLabel = "N", description = "How long to send (default: ${DEFAULT-VALUE}).")
    private double seconds = 30;

    @Option(
            names = "--warm-up",
            paramLabel = "N",
            description = "Seconds at the start whose latency is not measured (default: ${DEFAULT-VALUE}).")
    private double warmUp = 5;

    @Option(
            names = "--drain",
            paramLabel = "N",
            description = "Most seconds to wait for the last predictions (default: ${DEFAULT-VALUE}).")
    private long drain = 60;

    @Option(names = "--task", description = "Task of a running system (default: ${DEFAULT-VALUE}).")
    private String task = "land-use";

    @Option(names = "--images", paramLabel = "DIR", description = "Images to send in turn; drawn scenes without it.")
    private Path images;

    @Option(names = "--seed", description = "Seed of the drawn scenes (default: ${DEFAULT-VALUE}).")
    private long seed = 1;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Option(names = "--bootstrap-servers", paramLabel = "HOST:PORT", description = "Brokers of a running system.")
    private String bootstrapServers;

    @Option(names = "--registry", paramLabel = "URL", description = "Schema registry of a running system.")
    private String registry;

    @Option(names = "--config", paramLabel = "FILE", description = "Configuration of a running system.")
    private Path config;

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "Sets one configuration key; can be repeated.")
    private List<String> pairs = new ArrayList<>();

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        List<byte[]> payloads = images == null ? Payloads.drawn(seed) : Payloads.folder(images);
        LoadResult result;
        if (bootstrapServers == null && config == null) {
            spec.commandLine().getErr().println("starting a system on this machine ...");
            try (OwnSystem system = OwnSystem.start(pairs)) {
                result = measure(system.deployment(), system.task(), payloads);
            }
        } else {
            result = measure(Deployment.of(ConfigLoader.load(sources())), task, payloads);
        }
        spec.commandLine().getOut().println(json ? new ObjectMapper().writeValueAsString(result) : result.text());
        return result.lost() == 0 && result.duplicated() == 0 ? 0 : 1;
    }

    private LoadResult measure(Deployment deployment, String target, List<byte[]> payloads)
            throws InterruptedException {
        spec.commandLine()
                .getErr()
                .printf("sending %.1f images/s for %.0f s, %.0f s of them warm-up ...%n", rate, seconds, warmUp);
        return new Measurement(rate, seconds, warmUp, drain).run(deployment, target, payloads);
    }

    private ConfigSources sources() {
        ConfigSources sources = new ConfigSources();
        if (config != null) {
            sources.file(config);
        }
        return sources.environment(System.getenv())
                .flags(pairs)
                .set(ConfigKeys.BOOTSTRAP_SERVERS, bootstrapServers, "--bootstrap-servers")
                .set(ConfigKeys.REGISTRY_URL, registry, "--registry");
    }
}
