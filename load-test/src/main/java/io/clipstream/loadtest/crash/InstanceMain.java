package io.clipstream.loadtest.crash;

import io.clipstream.app.client.Deployment;
import io.clipstream.app.config.ConfigLoader;
import io.clipstream.app.config.ConfigSources;
import io.clipstream.app.metrics.Metrics;
import io.clipstream.app.run.Node;
import io.clipstream.app.run.Role;
import io.clipstream.loadtest.simulated.SimulatedBackbone;
import io.clipstream.loadtest.simulated.SimulatedDevice;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Process of one instance: the product's own roles on a simulated device. */
final class InstanceMain {
    private InstanceMain() {}

    /** Arguments: roles separated by commas, milliseconds a batch, then {@code key=value} pairs of the configuration. */
    public static void main(String[] args) {
        ParentWatch.start();
        Set<Role> roles = Arrays.stream(args[0].split(","))
                .map(role -> Role.valueOf(role.toUpperCase(Locale.ROOT)))
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Role.class)));
        SimulatedBackbone backbone = new SimulatedBackbone(
                new OneHotModel(), new SimulatedDevice(Duration.ofMillis(Long.parseLong(args[1]))));
        List<String> pairs = List.of(args).subList(2, args.length);
        Deployment deployment = Deployment.of(ConfigLoader.load(new ConfigSources().flags(pairs)));
        Metrics metrics = new Metrics();
        Node node = Node.start(deployment, roles, backbone, metrics);
        Runtime.getRuntime().addShutdownHook(new Thread(node::close, "instance-shutdown"));
        if (node.awaitEnd()) {
            // As an orchestrator sees it: a role broke down, only a restart helps.
            Runtime.getRuntime().halt(1);
        }
    }
}
