package io.clipstream.app.quickstart;

import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.locks.LockSupport;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes a killed broker's partitions from it before it starts again.
 *
 * <p>The metadata log of a broker that was killed still names it as the leader of everything. Kafka 4.3.1, started on that,
 * goes on at once with the transactions it was in the middle of, cannot reach itself yet, loses the leadership when it
 * registers, takes the partitions for deleted, and calls the transactions complete without having ended them in their
 * partitions: readers of committed records then wait there for ever. So a controller alone first finds the broker gone.
 */
final class KilledBroker {
    private static final Logger LOG = LoggerFactory.getLogger(KilledBroker.class);
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final long POLL_NANOS = 50_000_000;
    private static final String CONTROLLER = "kafka.controller:type=KafkaController,name=";

    private KilledBroker() {}

    /** Whether the last run of the broker in this folder did not end cleanly. */
    static boolean isIn(Path logs) {
        return !Files.exists(logs.resolve(".kafka_cleanshutdown"));
    }

    /**
     * Runs the controller of a single node until it has fenced the node's broker.
     *
     * @param settings of the whole node
     * @param controller host and port that the controller listens at
     */
    static void fence(Properties settings, String controller) {
        Properties alone = new Properties();
        alone.putAll(settings);
        alone.put("process.roles", "controller");
        alone.put("listeners", "CONTROLLER://" + controller);
        alone.remove("advertised.listeners");
        alone.remove("inter.broker.listener.name");
        // Nothing is waited for: the broker's process is known to be gone, its folder is locked by us.
        alone.put("broker.session.timeout.ms", "500");
        alone.put("broker.heartbeat.interval.ms", "100");
        KafkaRaftServer server = new KafkaRaftServer(KafkaConfig.fromProps(alone), Time.SYSTEM);
        try {
            server.startup();
            awaitFenced();
        } finally {
            server.shutdown();
            server.awaitShutdown();
        }
    }

    private static void awaitFenced() {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (gauge("FencedBrokerCount") != 1) {
            if (System.nanoTime() > deadline) {
                LOG.warn("The killed broker still counts as alive after {}; going on", LIMIT);
                return;
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    /** A gauge of the controller; -1 while there is none. */
    private static int gauge(String name) {
        MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
        try {
            return ((Number) beans.getAttribute(new ObjectName(CONTROLLER + name), "Value")).intValue();
        } catch (InstanceNotFoundException e) {
            return -1;
        } catch (JMException e) {
            throw new IllegalStateException("Kafka's controller does not tell " + name, e);
        }
    }
}
