package io.clipstream.loadtest.swap;

import io.clipstream.app.client.Deployment;
import io.clipstream.app.config.ConfigLoader;
import io.clipstream.app.config.ConfigSources;
import io.clipstream.app.metrics.Metrics;
import io.clipstream.app.run.Node;
import io.clipstream.app.run.Role;
import io.clipstream.loadtest.crash.ParentWatch;
import io.clipstream.loadtest.simulated.SimulatedBackbone;
import io.clipstream.loadtest.simulated.SimulatedDevice;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;

/** Process of one scorer: the product's own score role on a simulated device, which tells what goes live and its memory. */
final class InstanceMain {
    private InstanceMain() {}

    /** Arguments: its number, file for what it tells, milliseconds a batch, then {@code key=value} pairs. */
    public static void main(String[] args) throws IOException {
        ParentWatch.start();
        int number = Integer.parseInt(args[0]);
        InstanceDiary diary = InstanceDiary.open(Path.of(args[1]));
        SimulatedBackbone backbone = new SimulatedBackbone(
                new StampedModel(number), new SimulatedDevice(Duration.ofMillis(Long.parseLong(args[2]))));
        List<String> pairs = List.of(args).subList(3, args.length);
        Deployment deployment = Deployment.of(ConfigLoader.load(new ConfigSources().flags(pairs)));
        Node node = Node.start(deployment, EnumSet.of(Role.SCORE), backbone, new Metrics(), diary);
        Runtime.getRuntime().addShutdownHook(new Thread(node::close, "instance-shutdown"));
        MemoryProbe.start(diary, node);
        if (node.awaitEnd()) {
            // As an orchestrator sees it: a role broke down, only a restart helps.
            Runtime.getRuntime().halt(1);
        }
    }
}
