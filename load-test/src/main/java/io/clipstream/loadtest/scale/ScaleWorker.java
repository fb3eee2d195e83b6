package io.clipstream.loadtest.scale;

import com.sun.management.OperatingSystemMXBean;
import io.clipstream.app.client.Deployment;
import io.clipstream.app.config.ConfigLoader;
import io.clipstream.app.config.ConfigSources;
import io.clipstream.app.metrics.Metric;
import io.clipstream.app.metrics.Metrics;
import io.clipstream.app.quickstart.Installation;
import io.clipstream.app.run.Node;
import io.clipstream.app.run.Role;
import io.clipstream.clip.ClipModel;
import io.clipstream.loadtest.simulated.SimulatedBackbone;
import io.clipstream.loadtest.simulated.SimulatedDevice;
import io.micrometer.core.instrument.Timer;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Process of the measured roles: the product's own, on a simulated device.
 *
 * <p>For each character on standard input it answers with a line on standard output: {@value #LOOK} for a {@link Look},
 * {@value #COLLECT} for one after a collection. It ends when standard input does.
 */
final class ScaleWorker {
    static final char LOOK = 'l';
    static final char COLLECT = 'c';

    /** What an answer begins with: options of the JVM may make it print lines of its own. */
    static final String ANSWER = "look ";

    /** Name of a real model's folder in the arguments: none. */
    static final String NO_DECODING = "bytes";

    static final String DECODING = "photos";

    private static final Path STATUS = Path.of("/proc/self/status");

    private final SimulatedDevice device;
    private final Metrics metrics = new Metrics();
    /** The engine's own: a scrape of all meters, ten a second, would cost more than the scoring. */
    private final Timer batches = metrics.timer(Metric.BATCH_TIME);

    private Node node;

    private ScaleWorker(SimulatedDevice device) {
        this.device = device;
    }

    /** Arguments: roles, microseconds a batch, whether images are decoded, then {@code key=value} pairs. */
    public static void main(String[] args) throws Exception {
        // What others print must not come between the answers.
        PrintStream answers = System.out;
        System.setOut(System.err);
        Set<Role> roles = Arrays.stream(args[0].split(","))
                .map(role -> Role.valueOf(role.toUpperCase(Locale.ROOT)))
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Role.class)));
        ScaleWorker worker = new ScaleWorker(new SimulatedDevice(Duration.ofNanos(Long.parseLong(args[1]) * 1_000)));
        ScaledModel model = args[2].equals(DECODING)
                ? new ScaledModel(
                        ClipModel.load(Installation.locate().demoModel()).preprocessor())
                : new ScaledModel(null);
        Deployment deployment = Deployment.of(
                ConfigLoader.load(new ConfigSources().flags(List.of(args).subList(3, args.length))));
        worker.node = Node.start(deployment, roles, new SimulatedBackbone(model, worker.device), worker.metrics);
        Thread answering = new Thread(() -> worker.answer(answers), "answers");
        answering.setDaemon(true);
        answering.start();
        if (worker.node.awaitEnd()) {
            Runtime.getRuntime().halt(1);
        }
    }

    private void answer(PrintStream answers) {
        try {
            for (int c = System.in.read(); c >= 0; c = System.in.read()) {
                if (c == COLLECT) {
                    System.gc();
                }
                answers.println(ANSWER + look().line());
                answers.flush();
            }
        } catch (IOException e) {
            // A broken pipe says the same as its end.
        }
        // Not before the JVM's recorders have written what they have.
        System.exit(0);
    }

    private Look look() throws IOException {
        SimulatedDevice.Work work = device.work();
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return new Look(
                System.nanoTime(),
                node.ready(),
                work.images(),
                work.batches(),
                work.busyNanos(),
                (long) batches.totalTime(TimeUnit.NANOSECONDS),
                system.getProcessCpuTime(),
                resident(),
                ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(),
                ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                        .mapToLong(BufferPoolMXBean::getMemoryUsed)
                        .sum());
    }

    private static long resident() throws IOException {
        return Files.readAllLines(STATUS).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                .findFirst()
                .orElseThrow(() -> new IOException("the operating system does not say what memory a process has"));
    }
}
