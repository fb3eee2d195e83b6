package io.clipstream.loadtest.run.system;

import io.clipstream.app.client.Deployment;
import io.clipstream.app.client.TopicAdmin;
import io.clipstream.app.config.ConfigKeys;
import io.clipstream.app.config.ConfigLoader;
import io.clipstream.app.config.ConfigSources;
import io.clipstream.app.quickstart.Installation;
import io.clipstream.app.quickstart.LocalServices;
import io.clipstream.loadtest.cli.RunFolder;
import io.clipstream.loadtest.run.measure.GpuProbe;
import io.clipstream.loadtest.run.measure.MetricsProbe;
import io.clipstream.loadtest.run.measure.Probe;
import io.clipstream.loadtest.run.measure.ResidentProbe;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A whole system on this machine for one run: broker and registry beside the load generator, all roles in a process of their
 * own, so that their cost can be told apart; gone afterwards.
 */
public final class OwnCluster implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OwnCluster.class);
    private static final Duration START = Duration.ofMinutes(5);

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private Deployment deployment;
    private RolesProcess roles;

    private OwnCluster() {}

    /**
     * What a system of its own is.
     *
     * @param settings {@code key=value} pairs of its configuration
     * @param options further options of the roles' JVM
     * @param tasks names of its tasks
     * @param classes of each task; empty for the demo task's
     * @param state folder for state and logs, which stays; null for one that goes with the system
     */
    public record Plan(
            List<String> settings, List<String> options, List<String> tasks, List<String> classes, Path state) {}

    /** Starts it and waits until every task is scored. */
    public static OwnCluster start(Plan plan) throws IOException, InterruptedException {
        OwnCluster cluster = new OwnCluster();
        try {
            cluster.begin(plan);
            return cluster;
        } catch (RuntimeException | IOException | InterruptedException e) {
            cluster.close();
            throw e;
        }
    }

    private void begin(Plan plan) throws IOException, InterruptedException {
        RunFolder folder = RunFolder.open(plan.state(), "load");
        parts.push(folder);
        folder.done(true);
        Path state = folder.path();
        LocalServices services = LocalServices.start(Installation.locate().registry(), state);
        parts.push(services);
        List<String> pairs = new ArrayList<>(plan.settings());
        pairs.add(ConfigKeys.BOOTSTRAP_SERVERS + "=" + services.bootstrapServers());
        pairs.add(ConfigKeys.REGISTRY_URL + "=" + services.registryUrl());
        pairs.add(ConfigKeys.STATE_DIRECTORY + "=" + state.resolve("streams"));
        pairs.add(ConfigKeys.HTTP_ENABLED + "=true");
        pairs.add(ConfigKeys.HTTP_PORT + "=0");
        deployment = Deployment.of(ConfigLoader.load(new ConfigSources().flags(pairs)));
        try (TopicAdmin topics = new TopicAdmin(deployment)) {
            topics.apply();
        }
        roles = RolesProcess.start(state.resolve("roles.log"), plan.options(), pairs);
        parts.push(roles);
        OwnTasks.apply(deployment, plan.tasks(), plan.classes(), START);
        roles.awaitLive(plan.tasks(), START);
    }

    /** What its clients need. */
    public Deployment deployment() {
        return deployment;
    }

    /** What can be seen of its roles. */
    public List<Probe> probes() {
        List<Probe> probes = new ArrayList<>();
        probes.add(new MetricsProbe(List.of(roles.metrics())));
        probes.add(new ResidentProbe(roles.pid()));
        GpuProbe.find().ifPresent(probes::add);
        return probes;
    }

    @Override
    public void close() {
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception e) {
                LOG.warn("a part of the system did not close cleanly", e);
            }
        }
    }
}
