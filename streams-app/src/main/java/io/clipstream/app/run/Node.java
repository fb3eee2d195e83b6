package io.clipstream.app.run;

import io.clipstream.app.client.Deployment;
import io.clipstream.app.client.RefusedException;
import io.clipstream.app.config.ConfigKeys;
import io.clipstream.app.config.HttpSettings;
import io.clipstream.app.metrics.Metric;
import io.clipstream.app.metrics.Metrics;
import io.clipstream.clip.Backbone;
import io.clipstream.console.ConsoleServer;
import io.clipstream.console.HealthPort;
import io.clipstream.console.StatusPort;
import io.clipstream.topology.AdapterTailListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * One process of a deployment: its roles and its console, wired by hand, from start to clean shutdown.
 *
 * <p>Started and closed by one thread; health and status may be asked for by any.
 */
public final class Node implements HealthPort, StatusPort, AutoCloseable {
    private static final long LOOK_MILLIS = 50;

    private final Duration shutdownTimeout;
    private final List<RoleUnit> units = new ArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private ConsoleServer console;

    private Node(Duration shutdownTimeout) {
        this.shutdownTimeout = shutdownTimeout;
    }

    /**
     * Starts the roles and, if configured, the console; returns before all are ready.
     *
     * @param model with its text tower where the retrain role is among them; stays the caller's
     */
    public static Node start(Deployment deployment, Set<Role> roles, Backbone model, Metrics metrics) {
        return start(deployment, roles, model, metrics, AdapterTailListener.NONE);
    }

    /** The same; {@code versions} hears which versions go live here, on the thread that brings them. */
    public static Node start(
            Deployment deployment, Set<Role> roles, Backbone model, Metrics metrics, AdapterTailListener versions) {
        WritableFolder.require(deployment.config().stateDirectory(), ConfigKeys.STATE_DIRECTORY);
        Node node = new Node(deployment.config().shutdownTimeout());
        Deployment streams = deployment.forStreams();
        try {
            roles.stream().sorted().forEach(role -> node.units.add(unit(role, streams, model, metrics, versions)));
            metrics.gauge(Metric.READY, () -> node.ready() ? 1 : 0);
            node.startConsole(deployment.config().http(), metrics);
            node.units.forEach(RoleUnit::start);
            return node;
        } catch (RuntimeException | Error e) {
            node.close();
            throw e;
        }
    }

    private static RoleUnit unit(
            Role role, Deployment deployment, Backbone model, Metrics metrics, AdapterTailListener versions) {
        return switch (role) {
            case SCORE -> new ScoreUnit(deployment, model, metrics, versions);
            case COLLECT -> new CollectUnit(deployment, metrics);
            case RETRAIN -> new RetrainUnit(deployment, model, metrics);
        };
    }

    private void startConsole(HttpSettings http, Metrics metrics) {
        if (!http.enabled()) {
            return;
        }
        metrics.bindMachine();
        try {
            console = ConsoleServer.start(http.host(), http.port(), this, this, metrics::scrape);
        } catch (io.javalin.util.JavalinException e) {
            throw new RefusedException(
                    "the console cannot listen on " + http.host() + ":" + http.port() + ": " + e.getMessage()
                            + "; choose another http.port, or 0 for any free one",
                    e);
        }
    }

    /** Where the console is. */
    public Optional<String> consoleUrl() {
        return Optional.ofNullable(console).map(c -> "http://127.0.0.1:" + c.port() + "/");
    }

    /**
     * Waits until it is ready.
     *
     * @throws RefusedException if a role breaks down, or it is not ready in time
     */
    public void awaitReady(Duration atMost) {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (!ready()) {
            if (!live()) {
                throw new RefusedException("a role broke down while starting: " + details() + "; the log says why");
            }
            if (System.nanoTime() > deadline) {
                throw new RefusedException("not ready after " + atMost.toSeconds() + " s: " + details());
            }
            pause();
        }
    }

    /**
     * Waits until a task is scored here by this version or a later one.
     *
     * @throws RefusedException if it is not in time
     */
    public void awaitLive(String task, long version, Duration atMost) {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (units.stream()
                .noneMatch(unit -> unit instanceof ScoreUnit score
                        && score.liveVersion(task).orElse(0) >= version)) {
            if (System.nanoTime() > deadline) {
                throw new RefusedException(
                        "version " + version + " of '" + task + "' is not live after " + atMost.toSeconds() + " s");
            }
            pause();
        }
    }

    /** Waits until a role breaks down or somebody closes the node; whether a role broke down. */
    public boolean awaitEnd() {
        while (live()) {
            if (pause()) {
                return false;
            }
        }
        return true;
    }

    private boolean pause() {
        try {
            return closed.await(LOOK_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RefusedException("interrupted while waiting", e);
        }
    }

    @Override
    public boolean live() {
        return units.stream().noneMatch(RoleUnit::broken);
    }

    @Override
    public boolean ready() {
        return units.stream().allMatch(RoleUnit::ready);
    }

    @Override
    public Map<String, String> details() {
        Map<String, String> details = new LinkedHashMap<>();
        units.forEach(unit -> details.put(unit.app().role().id(), describe(unit)));
        return details;
    }

    private static String describe(RoleUnit unit) {
        String trouble = unit.trouble().map(reason -> ": " + reason).orElse("");
        return unit.app().state() + (unit.ready() ? "" : ", not ready" + trouble);
    }

    @Override
    public Map<String, Object> status() {
        Map<String, Object> status = new LinkedHashMap<>();
        units.forEach(unit -> status.put(unit.app().role().id(), unit.status()));
        return status;
    }

    /** Ends the roles, scoring first, and the console last, so that it can be watched. */
    @Override
    public synchronized void close() {
        if (closed.getCount() == 0) {
            return;
        }
        units.forEach(unit -> unit.close(shutdownTimeout));
        if (console != null) {
            console.close();
        }
        closed.countDown();
    }
}
