package io.clipstream.loadtest.crash;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
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
    private final List<ChildProcess> running = new ArrayList<>();
    private int started;
    private int brokeDown;
    private int killedOnStop;

    Instances(Setup setup, String roles, Duration perBatch) {
        this.setup = setup;
        this.roles = roles;
        this.perBatch = perBatch;
    }

    /** Starts one more, with an empty state folder of its own, as a new pod has. */
    void add() throws IOException {
        String name = roles.replace(',', '-') + "-" + ++started;
        List<String> arguments = new ArrayList<>(List.of(roles, Long.toString(perBatch.toMillis())));
        arguments.addAll(setup.pairs(name));
        Path log = setup.state().resolve(name + ".log");
        running.add(ChildProcess.start(name, ScorerMain.class, HEAP_MEGABYTES, log, arguments));
    }

    int count() {
        return running.size();
    }

    /** Any of them. */
    ChildProcess any(Random random) {
        return running.get(random.nextInt(running.size()));
    }

    void kill(ChildProcess instance) throws InterruptedException {
        instance.kill();
        running.remove(instance);
    }

    void stop(ChildProcess instance) throws InterruptedException {
        if (!instance.terminate(STOP)) {
            killedOnStop++;
            LOG.warn("{} did not end within {} of its TERM", instance.name(), STOP);
        }
        running.remove(instance);
    }

    /** Starts those again that ended by themselves, as an orchestrator does. */
    void mend() throws IOException {
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
    }
}
