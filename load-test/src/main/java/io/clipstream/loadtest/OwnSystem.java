package io.clipstream.loadtest;

import io.clipstream.app.client.Deployment;
import io.clipstream.app.client.TaskDesk;
import io.clipstream.app.client.TaskFile;
import io.clipstream.app.client.TopicAdmin;
import io.clipstream.app.config.ConfigKeys;
import io.clipstream.app.config.ConfigLoader;
import io.clipstream.app.config.ConfigSources;
import io.clipstream.app.metrics.Metric;
import io.clipstream.app.metrics.Metrics;
import io.clipstream.app.quickstart.Installation;
import io.clipstream.app.quickstart.LocalServices;
import io.clipstream.app.quickstart.QuickstartLog;
import io.clipstream.app.run.ModelFolder;
import io.clipstream.app.run.ModelLoader;
import io.clipstream.app.run.Node;
import io.clipstream.app.run.Role;
import io.clipstream.clip.ClipModel;
import io.clipstream.clip.LoadOptions;
import io.clipstream.loadtest.cli.RunFolder;
import io.clipstream.schemas.AdapterVersion;
import io.clipstream.schemas.TaskSpec;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A whole system on this machine for one run: broker, registry, all roles, the demo task; gone afterwards. */
public final class OwnSystem implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OwnSystem.class);
    private static final Duration START = Duration.ofMinutes(2);
    private static final String TASK = "/io/clipstream/app/quickstart/demo-task.json";

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private Metrics metrics;
    private Node node;
    private Deployment deployment;
    private String task;

    private OwnSystem() {}

    /**
     * Starts it and waits until the demo task is scored.
     *
     * @param settings {@code key=value} pairs for its configuration
     */
    static OwnSystem start(List<String> settings) throws IOException {
        return start(settings, null);
    }

    /**
     * Starts it and waits until the demo task is scored.
     *
     * @param settings {@code key=value} pairs for its configuration
     * @param log file for the log, which stays; null for one that goes with the system
     */
    public static OwnSystem start(List<String> settings, Path log) throws IOException {
        OwnSystem system = new OwnSystem();
        try {
            system.begin(settings, log);
            return system;
        } catch (RuntimeException | IOException e) {
            system.close();
            throw e;
        }
    }

    private void begin(List<String> settings, Path log) throws IOException {
        Path state = Files.createTempDirectory("clipstream-load");
        parts.push(() -> RunFolder.delete(state));
        QuickstartLog.moveTo(log == null ? state.resolve("load.log") : log);
        LocalServices services = LocalServices.start(Installation.locate().registry(), state);
        parts.push(services);
        deployment = Deployment.of(ConfigLoader.load(new ConfigSources()
                .set(ConfigKeys.HTTP_PORT, 0, "clipstream-load")
                .flags(settings)
                .set(ConfigKeys.BOOTSTRAP_SERVERS, services.bootstrapServers(), "clipstream-load")
                .set(ConfigKeys.REGISTRY_URL, services.registryUrl(), "clipstream-load")
                .set(ConfigKeys.STATE_DIRECTORY, state.resolve("streams"), "clipstream-load")));
        try (TopicAdmin topics = new TopicAdmin(deployment)) {
            topics.apply();
        }
        ClipModel model = ModelLoader.load(
                ModelFolder.resolve(deployment.config()), deployment.config(), LoadOptions.bothTowers());
        parts.push(model);
        metrics = new Metrics();
        parts.push(metrics);
        node = Node.start(deployment, EnumSet.allOf(Role.class), model, metrics);
        parts.push(node);
        TaskSpec spec = demoTask();
        task = spec.getTask();
        AdapterVersion version = new TaskDesk(deployment).apply(spec, START);
        node.awaitReady(START);
        node.awaitLive(task, version.getVersion(), START);
    }

    private static TaskSpec demoTask() throws IOException {
        try (InputStream in = Installation.class.getResourceAsStream(TASK)) {
            String json = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return TaskFile.parse(TASK, json, "clipstream-load", Instant.now());
        }
    }

    /** What its clients need. */
    public Deployment deployment() {
        return deployment;
    }

    /** The demo task. */
    public String task() {
        return task;
    }

    /** Whether all roles are up. */
    public boolean live() {
        return node.live();
    }

    /** Faults of stream threads so far, of all roles together. */
    public long roleFaults() {
        return Arrays.stream(Role.values())
                .mapToLong(role ->
                        (long) metrics.counter(Metric.ROLE_FAULTS, role.id()).count())
                .sum();
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
