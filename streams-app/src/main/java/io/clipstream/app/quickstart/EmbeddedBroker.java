package io.clipstream.app.quickstart;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Exit;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Apache Kafka itself, one node in KRaft mode inside this JVM, listening on loopback only.
 *
 * <p>All its state lies in one folder: start again on the same folder, after a clean close or a kill, and topics,
 * records, offsets and (where they are still free) ports are as they were. For a quickstart and for tests; one copy of
 * everything is no place for data you cannot lose.
 *
 * <p>Start and close it from one thread; clients may connect from anywhere on this machine.
 */
public final class EmbeddedBroker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedBroker.class);
    /**
     * Beside Kafka's own settings: the id of a cluster of several nodes, the same for each. They are given listeners and voters
     * too.
     */
    public static final String CLUSTER_ID = "cluster.id";

    private static final Duration START_LIMIT = Duration.ofMinutes(3);
    private static final String NODE = "1";
    private static final String HOST = "127.0.0.1";

    private final StateFolder folder;
    private final String bootstrapServers;
    private final KafkaRaftServer server;
    private boolean closed;

    private EmbeddedBroker(StateFolder folder, String bootstrapServers, KafkaRaftServer server) {
        this.folder = folder;
        this.bootstrapServers = bootstrapServers;
        this.server = server;
    }

    /** Starts with the settings that suit one node on one machine; see {@link #start(Path, Map)}. */
    public static EmbeddedBroker start(Path directory) {
        return start(directory, Map.of());
    }

    /**
     * Starts a broker whose state lies in the folder, and returns when it takes clients.
     *
     * @param directory made if missing, kept on close
     * @param overrides broker settings by their Kafka names, over our own
     * @throws IllegalStateException when another process uses the folder or the broker cannot start; the message says
     *     why
     */
    public static EmbeddedBroker start(Path directory, Map<String, String> overrides) {
        try {
            StateFolder folder = StateFolder.open(directory.toAbsolutePath());
            try {
                return startIn(folder, overrides);
            } catch (IOException | RuntimeException e) {
                folder.close();
                throw e;
            }
        } catch (IOException e) {
            throw new IllegalStateException("The embedded broker cannot use its folder " + directory + ": " + e, e);
        }
    }

    private static EmbeddedBroker startIn(StateFolder folder, Map<String, String> overrides) throws IOException {
        String listener = HOST + ":" + folder.port("broker");
        Path logs = folder.directory().resolve("logs");
        String controller = HOST + ":" + folder.port("controller");
        Properties settings = settings(logs, listener, controller);
        settings.putAll(overrides);
        boolean alone = settings.remove(CLUSTER_ID) == null;
        boolean usedBefore = formatOnce(
                logs,
                settings.getProperty("node.id"),
                overrides.getOrDefault(CLUSTER_ID, Uuid.randomUuid().toString()));
        CompletableFuture<KafkaRaftServer> outcome = new CompletableFuture<>();
        failInsteadOfExiting(outcome);
        long began = System.nanoTime();
        // On a thread of its own: a part that fails in the background leaves startup() waiting for ever.
        boolean killed = usedBefore && alone && KilledBroker.isIn(logs);
        Thread starter =
                new Thread(() -> startServer(settings, killed ? controller : null, outcome), "embedded-broker-start");
        starter.setDaemon(true);
        starter.start();
        KafkaRaftServer server = await(outcome, folder.directory());
        // In a cluster the members may be alive and served by another node.
        if (usedBefore && alone) {
            LeftoverMembers.remove(listener);
        }
        LOG.info(
                "Apache Kafka is up at {} after {} ms; state in {}",
                listener,
                TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began),
                folder.directory());
        return new EmbeddedBroker(folder, listener, server);
    }

    /** With {@code controller} named, the broker was killed, and is fenced there first. */
    private static void startServer(
            Properties settings, String controller, CompletableFuture<KafkaRaftServer> outcome) {
        try {
            if (controller != null) {
                KilledBroker.fence(settings, controller);
            }
            KafkaRaftServer server = new KafkaRaftServer(KafkaConfig.fromProps(settings), Time.SYSTEM);
            server.startup();
            outcome.complete(server);
        } catch (Throwable e) { // NoClassDefFoundError among them: the caller must hear of it, not only this thread.
            outcome.completeExceptionally(e);
        }
    }

    /** Kafka answers a fault of its own with the end of the process; first give whoever waits, and the log, a reason. */
    private static void failInsteadOfExiting(CompletableFuture<KafkaRaftServer> outcome) {
        Exit.Procedure procedure = (status, message) -> {
            IllegalStateException fault = new IllegalStateException("Kafka met a fault it does not survive"
                    + (message == null ? "" : ": " + message) + "; its own message is in the log just before this one");
            if (outcome.completeExceptionally(fault)) {
                throw fault;
            }
            LOG.error("The embedded broker has failed; this process ends with it.", fault);
            Runtime.getRuntime().halt(status);
        };
        Exit.setExitProcedure(procedure);
        Exit.setHaltProcedure(procedure);
    }

    private static KafkaRaftServer await(CompletableFuture<KafkaRaftServer> outcome, Path directory) {
        try {
            return outcome.get(START_LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new IllegalStateException(
                    "The embedded broker did not start in " + directory + ": " + rootMessage(e), e.getCause());
        } catch (TimeoutException e) {
            throw new IllegalStateException(
                    "The embedded broker in " + directory + " was not up after " + START_LIMIT.toSeconds() + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while the embedded broker was starting", e);
        }
    }

    private static String rootMessage(Throwable error) {
        Throwable root = error;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.toString();
    }

    /** Whether an earlier run has done so. */
    private static boolean formatOnce(Path logs, String node, String cluster) throws IOException {
        Files.createDirectories(logs);
        if (Files.exists(logs.resolve("meta.properties"))) {
            return true;
        }
        try {
            new Formatter()
                    .setNodeId(Integer.parseInt(node))
                    .setClusterId(cluster)
                    .setDirectories(List.of(logs.toString()))
                    .setMetadataLogDirectory(logs.toString())
                    .setControllerListenerName("CONTROLLER")
                    .setPrintStream(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
                    .run();
            return false;
        } catch (Exception e) { // The method declares no narrower one.
            throw new IOException("cannot format " + logs + " for Kafka", e);
        }
    }

    private static Properties settings(Path logs, String listener, String controller) {
        Properties p = new Properties();
        p.put("process.roles", "broker,controller");
        p.put("node.id", NODE);
        p.put("controller.quorum.voters", NODE + "@" + controller);
        p.put("listeners", "PLAINTEXT://" + listener + ",CONTROLLER://" + controller);
        p.put("advertised.listeners", "PLAINTEXT://" + listener);
        p.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        p.put("controller.listener.names", "CONTROLLER");
        p.put("inter.broker.listener.name", "PLAINTEXT");
        p.put("log.dirs", logs.toString());
        p.put("auto.create.topics.enable", "false");
        // One node: one copy, few partitions of the internal topics.
        for (String topic : List.of("offsets.topic", "transaction.state.log", "share.coordinator.state.topic")) {
            p.put(topic + ".replication.factor", "1");
            p.put(topic + ".num.partitions", "3");
        }
        p.put("transaction.state.log.min.isr", "1");
        p.put("share.coordinator.state.topic.min.isr", "1");
        // An image of 32 MiB, and room for the dead letter around it.
        int largestRecord = 48 * 1024 * 1024;
        p.put("message.max.bytes", Integer.toString(largestRecord));
        p.put("replica.fetch.max.bytes", Integer.toString(largestRecord));
        // A state folder taken up again after a holiday must not start reading from the beginning.
        p.put("offsets.retention.minutes", Integer.toString(Integer.MAX_VALUE));
        // Quick to start again after a kill: sessions and transactions of the dead run end soon.
        p.put("broker.session.timeout.ms", "3000");
        p.put("broker.heartbeat.interval.ms", "500");
        p.put("group.initial.rebalance.delay.ms", "0");
        p.put("group.min.session.timeout.ms", "1000");
        p.put("group.streams.initial.rebalance.delay.ms", "0");
        p.put("group.streams.min.session.timeout.ms", "6000");
        p.put("group.streams.session.timeout.ms", "6000");
        p.put("group.streams.min.heartbeat.interval.ms", "1000");
        p.put("group.streams.heartbeat.interval.ms", "1500");
        p.put("transaction.abort.timed.out.transaction.cleanup.interval.ms", "500");
        // It shares the machine with the scorer: small.
        p.put("num.network.threads", "2");
        p.put("num.io.threads", "4");
        p.put("background.threads", "2");
        p.put("log.cleaner.threads", "1");
        p.put("log.cleaner.dedupe.buffer.size", Integer.toString(4 * 1024 * 1024));
        return p;
    }

    /** Host and port for {@code bootstrap.servers}. */
    public String bootstrapServers() {
        return bootstrapServers;
    }

    /** Stops cleanly within a few seconds; the state stays. A second call does nothing. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        server.shutdown();
        server.awaitShutdown();
        try {
            folder.close();
        } catch (IOException e) {
            LOG.warn("Could not release the lock of {}", folder.directory(), e);
        }
    }
}
