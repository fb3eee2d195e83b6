package io.clipstream.loadtest.crash;

import io.clipstream.app.quickstart.EmbeddedBroker;
import io.clipstream.app.quickstart.Installation;
import io.clipstream.app.quickstart.RegistryProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.common.Uuid;

/**
 * Brokers, each a process of its own, and a registry, on loopback; three unless said otherwise, where every partition has
 * three replicas, two in sync.
 *
 * <p>With several brokers, changelogs, predictions and offsets are led by different ones, so that a fault can hit one and not
 * the other. Brokers are started and hurt by one thread.
 */
public final class Cluster implements AutoCloseable {
    static final int BROKERS = 3;

    private static final Duration START = Duration.ofMinutes(5);
    private static final int HEAP_MEGABYTES = 320;

    private final Path state;
    private final String clusterId = Uuid.randomUuid().toString();
    private final int[] ports;
    private final ChildProcess[] brokers;
    private final RegistryProcess registry;

    private Cluster(Path state, int[] ports, RegistryProcess registry) {
        this.state = state;
        this.ports = ports;
        this.brokers = new ChildProcess[ports.length / 2];
        this.registry = registry;
    }

    /** Starts it, and returns when all three brokers are there. */
    static Cluster start(Path state) throws IOException, InterruptedException {
        return start(state, BROKERS);
    }

    /** Starts so many brokers, and returns when all are there; with one, a copy of everything must do. */
    public static Cluster start(Path state, int brokers) throws IOException, InterruptedException {
        RegistryProcess registry = RegistryProcess.start(Installation.locate().registry(), state.resolve("registry"));
        Cluster cluster = new Cluster(state, freePorts(2 * brokers), registry);
        try {
            for (int i = 0; i < brokers; i++) {
                cluster.startBroker(i);
            }
            cluster.awaitBrokers(brokers);
            return cluster;
        } catch (IOException | InterruptedException | RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    private static int[] freePorts(int count) throws IOException {
        List<ServerSocket> probes = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                probes.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
            }
            return probes.stream().mapToInt(ServerSocket::getLocalPort).toArray();
        } finally {
            for (ServerSocket probe : probes) {
                probe.close();
            }
        }
    }

    /** Starts broker {@code i}, counted from 0, on whatever state it had. */
    void startBroker(int i) throws IOException {
        List<String> arguments = new ArrayList<>();
        arguments.add(state.resolve("broker-" + i).toString());
        settings(i).forEach((name, value) -> arguments.addAll(List.of(name, value)));
        brokers[i] = ChildProcess.start(
                "broker " + (i + 1),
                BrokerMain.class,
                HEAP_MEGABYTES,
                state.resolve("broker-" + i + ".log"),
                arguments);
    }

    private Map<String, String> settings(int i) {
        int count = brokers.length;
        String voters = IntStream.range(0, count)
                .mapToObj(n -> (n + 1) + "@127.0.0.1:" + ports[count + n])
                .collect(Collectors.joining(","));
        String listener = "PLAINTEXT://127.0.0.1:" + ports[i];
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("node.id", Integer.toString(i + 1));
        settings.put(EmbeddedBroker.CLUSTER_ID, clusterId);
        settings.put("controller.quorum.voters", voters);
        settings.put("listeners", listener + ",CONTROLLER://127.0.0.1:" + ports[count + i]);
        settings.put("advertised.listeners", listener);
        for (String topic : List.of("offsets.topic", "transaction.state.log")) {
            settings.put(topic + ".replication.factor", Integer.toString(replicas()));
        }
        String inSync = Integer.toString(Math.max(1, replicas() - 1));
        settings.put("default.replication.factor", Integer.toString(replicas()));
        settings.put("min.insync.replicas", inSync);
        settings.put("transaction.state.log.min.isr", inSync);
        // A frozen follower must not hold up its leader for the default of 30 s.
        settings.put("replica.lag.time.max.ms", "3000");
        settings.put("controller.quorum.election.timeout.ms", "1000");
        settings.put("controller.quorum.fetch.timeout.ms", "2000");
        return settings;
    }

    /** Copies of every partition: three where there are as many brokers. */
    public int replicas() {
        return Math.min(3, brokers.length);
    }

    ChildProcess broker(int i) {
        return brokers[i];
    }

    public String bootstrapServers() {
        return IntStream.range(0, brokers.length)
                .mapToObj(i -> "127.0.0.1:" + ports[i])
                .collect(Collectors.joining(","));
    }

    public String registryUrl() {
        return registry.url();
    }

    /**
     * Waits until that many brokers are members of the cluster.
     *
     * @throws IllegalStateException if they are not within five minutes
     */
    void awaitBrokers(int count) throws InterruptedException {
        long deadline = System.nanoTime() + START.toNanos();
        int seen = 0;
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers()))) {
            while (System.nanoTime() < deadline) {
                try {
                    seen = admin.describeCluster()
                            .nodes()
                            .get(5, TimeUnit.SECONDS)
                            .size();
                    if (seen >= count) {
                        return;
                    }
                } catch (ExecutionException | TimeoutException e) {
                    // Not up yet; asked again.
                }
                TimeUnit.MILLISECONDS.sleep(200);
            }
        }
        throw new IllegalStateException(
                seen + " of " + count + " brokers are up after " + START.toSeconds() + " s; logs in " + state);
    }

    /** Whether every broker answers and every partition of every topic has all its replicas in sync; asks them. */
    boolean isWhole() {
        // Each by itself: one that was killed a moment ago still counts as a member for the others.
        return IntStream.range(0, brokers.length).allMatch(i -> isWhole("127.0.0.1:" + ports[i]));
    }

    private boolean isWhole(String address) {
        try (Admin admin = Admin.create(
                Map.of("bootstrap.servers", address, "request.timeout.ms", 2000, "default.api.timeout.ms", 3000))) {
            if (admin.describeCluster().nodes().get(3, TimeUnit.SECONDS).size() < brokers.length) {
                return false;
            }
            Set<String> topics = admin.listTopics(new ListTopicsOptions().listInternal(true))
                    .names()
                    .get(3, TimeUnit.SECONDS);
            return admin.describeTopics(topics).allTopicNames().get(3, TimeUnit.SECONDS).values().stream()
                    .flatMap(topic -> topic.partitions().stream())
                    .allMatch(partition -> partition.leader() != null
                            && partition.isr().size() == partition.replicas().size());
        } catch (ExecutionException | TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void close() {
        try {
            for (ChildProcess broker : brokers) {
                if (broker != null) {
                    broker.kill();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        registry.close();
    }
}
