package io.clipstream.app.run;

import io.clipstream.app.metrics.Metric;
import io.clipstream.app.metrics.Metrics;
import io.clipstream.topology.ScoreGate;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One role's Kafka Streams application, from start to clean shutdown; owned by one thread, its state asked by any. */
final class RoleApp {
    private static final Logger LOG = LoggerFactory.getLogger(RoleApp.class);
    private static final int TOLERATED_FAULTS = 10;
    private static final Duration FAULT_WINDOW = Duration.ofMinutes(5);
    private static final Duration FIRST_LOOK = Duration.ofMillis(200);

    private final Role role;
    private final KafkaStreams streams;
    private final StreamThreads threads;
    private final FaultPolicy faults;
    private final StartGate gate;
    private final AutoCloseable meters;

    /**
     * Makes it; {@link #start} begins.
     *
     * @param need what has to be there first, as for {@link StartGate}
     */
    RoleApp(Role role, Topology topology, Map<String, Object> settings, Runnable need, Metrics metrics) {
        this.role = role;
        Properties properties = new Properties();
        properties.putAll(settings);
        this.streams = new KafkaStreams(topology, new StreamsConfig(properties));
        Runnable onFault = metrics.counter(Metric.ROLE_FAULTS, role.id())::increment;
        this.threads = new StreamThreads(role, streams::addStreamThread, streams::state);
        this.faults =
                new FaultPolicy(role, TOLERATED_FAULTS, FAULT_WINDOW, System::nanoTime, onFault, threads::addAfter);
        streams.setUncaughtExceptionHandler(faults);
        this.gate = new StartGate(role, need, this::begin, FIRST_LOOK);
        streams.setStateListener((now, before) -> LOG.info("Role {}: {} -> {}", role.id(), before, now));
        this.meters = metrics.bind(streams);
        metrics.gauge(Metric.ROLE_RUNNING, () -> isRunning() ? 1 : 0, role.id());
    }

    /** Starts as soon as what it needs is there; returns at once. */
    void start() {
        gate.open();
    }

    /** Starts on an empty state folder: all state is in Kafka, and what a kill leaves on the disk is not to be trusted. */
    private void begin() {
        // Kafka Streams finds such leftovers corrupt by itself, but restoring past them has left the role rebalancing.
        streams.cleanUp();
        streams.start();
    }

    /** Lets the gate pause and resume it. */
    void pausedBy(ScoreGate gate) {
        gate.attach(streams);
    }

    Role role() {
        return role;
    }

    KafkaStreams.State state() {
        return streams.state();
    }

    boolean isRunning() {
        return streams.state() == KafkaStreams.State.RUNNING;
    }

    /** Whether it is at work, and nothing that it rests on holds it up. */
    boolean isReady() {
        return isRunning() && trouble().isEmpty();
    }

    /** What holds it up, in words; empty if nothing is known to. */
    Optional<String> trouble() {
        return gate.waitsFor().or(faults::outage);
    }

    /** Whether only a restart of the process helps. */
    boolean isBroken() {
        if (gate.isFailed()) {
            return true;
        }
        KafkaStreams.State state = streams.state();
        return state == KafkaStreams.State.ERROR || state == KafkaStreams.State.PENDING_ERROR;
    }

    /** Commits what is finished, leaves the group so that others take over at once, and ends. */
    void close(Duration atMost) {
        gate.close();
        threads.close();
        boolean ended = streams.close(CloseOptions.timeout(atMost)
                .withGroupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP));
        if (!ended) {
            LOG.warn(
                    "The {} role was not done within {}; what it had begun is done again after the restart.",
                    role.id(),
                    atMost);
        }
        try {
            meters.close();
        } catch (Exception e) {
            LOG.debug("Closing the meters of {}", role.id(), e);
        }
    }
}
