package io.clipstream.loadtest.backlog;

import io.clipstream.app.client.Deployment;
import io.clipstream.app.config.ConfigLoader;
import io.clipstream.app.config.ConfigSources;
import io.clipstream.app.metrics.Metrics;
import io.clipstream.app.quickstart.Installation;
import io.clipstream.app.run.Node;
import io.clipstream.app.run.Role;
import io.clipstream.clip.ClipModel;
import io.clipstream.loadtest.simulated.SimulatedDevice;
import io.clipstream.loadtest.simulated.SlowBackbone;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;

/**
 * Process of the scorer whose memory is measured: the product's score role on a slow device.
 *
 * <p>For each line on standard input it answers one on standard output: live heap, direct memory, bytes in flight. It ends
 * when standard input does.
 */
final class BacklogScorer {
    private static final String IN_FLIGHT = "clipstream_in_flight_bytes ";

    private BacklogScorer() {}

    /** Arguments: milliseconds a batch, then {@code key=value} pairs of the configuration. */
    public static void main(String[] args) throws Exception {
        // What others print must not come between the answers.
        PrintStream answers = System.out;
        System.setOut(System.err);
        SlowBackbone backbone = new SlowBackbone(
                ClipModel.load(Installation.locate().demoModel()),
                new SimulatedDevice(Duration.ofMillis(Long.parseLong(args[0]))));
        List<String> pairs = List.of(args).subList(1, args.length);
        Deployment deployment = Deployment.of(ConfigLoader.load(new ConfigSources().flags(pairs)));
        Metrics metrics = new Metrics();
        Node node = Node.start(deployment, EnumSet.of(Role.SCORE), backbone, metrics);
        Thread answering = new Thread(() -> answer(answers, metrics), "answers");
        answering.setDaemon(true);
        answering.start();
        if (node.awaitEnd()) {
            Runtime.getRuntime().halt(1);
        }
    }

    private static void answer(PrintStream answers, Metrics metrics) {
        try {
            for (int c = System.in.read(); c >= 0; c = System.in.read()) {
                if (c == '\n') {
                    answers.println(liveHeap() + " " + direct() + " " + inFlight(metrics));
                    answers.flush();
                }
            }
        } catch (IOException e) {
            // A broken pipe says the same as its end.
        }
        Runtime.getRuntime().halt(0);
    }

    /** What the last collections left. */
    private static long liveHeap() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP && pool.getCollectionUsage() != null)
                .mapToLong((MemoryPoolMXBean pool) -> pool.getCollectionUsage().getUsed())
                .sum();
    }

    private static long direct() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
    }

    private static long inFlight(Metrics metrics) {
        return metrics.scrape()
                .lines()
                .filter(line -> line.startsWith(IN_FLIGHT))
                .mapToLong(line -> (long) Double.parseDouble(line.substring(IN_FLIGHT.length())))
                .findFirst()
                .orElse(0);
    }
}
