package io.clipstream.loadtest.crash;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The running instances of one set of roles; started, hurt and ended by one thread. */
final class Instances {
    private static final Logger LOG = LoggerFactory.getLogger(Instances.class);
    private static final int HEAP_MEGABYTES = 256;
    /** A little over what the product gives itself for a clean shutdown. */
    private static final Duration STOP = Duration.ofSeconds(30);

    private final Setup setup;
    private final String roles;
    private final Duration perBatch;
    private final Disturbances disturbances;
    private final List<ChildProcess> running = new ArrayList<>();
    private final List<ChildProcess> ending = new ArrayList<>();
    private final Map<ChildProcess, Long> frozenSince = new HashMap<>();
    private int started;
    private int brokeDown;
    private int killedOnStop;

    Instances(Setup setup, String roles, Duration perBatch, Disturbances disturbances) {
        this.setup = setup;
        this.roles = roles;
        this.perBatch = perBatch;
        this.disturbances = disturbances;
    }

    /** Starts one more, with an empty state folder of its own, as a new pod has. */
    ChildProcess add() throws IOException {
        String name = roles.replace(',', '-') + "-" + ++started;
        List<String> arguments = new ArrayList<>(List.of(roles, Long.toString(perBatch.toMillis())));
        arguments.addAll(setup.pairs(name));
        Path log = Files.createDirectories(setup.state()).resolve(name + ".log");
        ChildProcess instance = ChildProcess.start(name, InstanceMain.class, HEAP_MEGABYTES, log, arguments);
        running.add(instance);
        return instance;
    }

    int count() {
        return running.size();
    }

    /** One of them, by a number in [0, 1). */
    ChildProcess any(double which) {
        return running.get((int) (which * running.size()));
    }

    /** Ends one at once; false, and nothing happens, if it is gone or ending already. */
    boolean kill(ChildProcess instance) throws InterruptedException {
        if (!running.remove(instance)) {
            return false;
        }
        instance.kill();
        noteThaw(instance);
        return true;
    }

    /** Asks one to end; {@link #tend} sees to it. */
    void stop(ChildProcess instance) throws InterruptedException {
        noteThaw(instance);
        instance.beginEnd(STOP);
        running.remove(instance);
        ending.add(instance);
    }

    void freeze(ChildProcess instance) throws InterruptedException {
        frozenSince.putIfAbsent(instance, System.currentTimeMillis());
        instance.freeze();
    }

    void thaw(ChildProcess instance) throws InterruptedException {
        noteThaw(instance);
        instance.thaw();
    }

    private void noteThaw(ChildProcess instance) {
        Long since = frozenSince.remove(instance);
        if (since != null) {
            disturbances.frozen(since, System.currentTimeMillis());
        }
    }

    /** Whether some were asked to end and have not yet. */
    boolean areEnding() {
        return !ending.isEmpty();
    }

    /** Looks after those that end, and starts those again that ended by themselves, as an orchestrator does. */
    void tend() throws IOException, InterruptedException {
        for (ChildProcess instance : List.copyOf(ending)) {
            if (instance.hasEnded()) {
                ending.remove(instance);
                if (instance.hadToBeKilled()) {
                    killedOnStop++;
                    LOG.warn("{} did not end within {} of its TERM", instance.name(), STOP);
                }
            }
        }
        mend();
    }

    private void mend() throws IOException {
        List<ChildProcess> ended = running.stream().filter(i -> !i.isAlive()).toList();
        for (ChildProcess instance : ended) {
            brokeDown++;
            LOG.warn("{} ended by itself with code {}", instance.name(), instance.exitCode());
            running.remove(instance);
            add();
        }
    }

    /** Times that one ended by itself. */
    int brokeDown() {
        return brokeDown;
    }

    /** Times that one had to be killed since it did not end on TERM. */
    int killedOnStop() {
        return killedOnStop;
    }

    void close() throws InterruptedException {
        for (ChildProcess instance : List.copyOf(running)) {
            kill(instance);
        }
        for (ChildProcess instance : ending) {
            instance.kill();
        }
    }
}
