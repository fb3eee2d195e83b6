package io.clipstream.loadtest.crash;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * Hurts a deployment at random from a seed, one fault after another, and always leaves two brokers and one instance whole.
 *
 * <p>Waits between faults and their lengths are part of the randomness: some faults meet a deployment that has not got over the
 * last one. Belongs to one thread.
 */
final class FaultInjector {
    private static final int MOST_INSTANCES = 4;
    private static final Duration STOP = Duration.ofSeconds(20);

    private final Cluster cluster;
    private final Instances instances;
    private final Random random;
    private final PrintWriter log;
    private final Map<Fault, Integer> done = new EnumMap<>(Fault.class);
    private final long begin = System.nanoTime();

    FaultInjector(Cluster cluster, Instances instances, long seed, PrintWriter log) {
        this.cluster = cluster;
        this.instances = instances;
        this.random = new Random(seed);
        this.log = log;
    }

    /** Does so many faults. */
    void run(int faults) throws IOException, InterruptedException {
        for (int i = 0; i < faults; i++) {
            pause(500, 4_000);
            instances.mend();
            Fault fault = choose();
            log.printf("%6.1f s  fault %d of %d: %s%n", (System.nanoTime() - begin) / 1e9, i + 1, faults, fault.word());
            log.flush();
            apply(fault);
            done.merge(fault, 1, Integer::sum);
        }
        instances.mend();
    }

    private Fault choose() {
        List<Fault> possible = new ArrayList<>(List.of(Fault.values()));
        if (instances.count() >= MOST_INSTANCES) {
            possible.remove(Fault.ADD_INSTANCE);
        }
        if (instances.count() < 2) {
            possible.remove(Fault.REMOVE_INSTANCE);
        }
        return possible.get(random.nextInt(possible.size()));
    }

    private void apply(Fault fault) throws IOException, InterruptedException {
        switch (fault) {
            case KILL_INSTANCE -> {
                instances.kill(instances.any(random));
                pause(0, 2_000);
                instances.add();
            }
            case STOP_INSTANCE -> {
                instances.stop(instances.any(random));
                instances.add();
            }
            case FREEZE_INSTANCE -> freeze(instances.any(random), 1_000, Setup.POLL_INTERVAL_MILLIS + 3_000);
            case ADD_INSTANCE -> instances.add();
            case REMOVE_INSTANCE -> {
                if (random.nextBoolean()) {
                    instances.stop(instances.any(random));
                } else {
                    instances.kill(instances.any(random));
                }
            }
            case KILL_BROKER -> {
                int broker = random.nextInt(Cluster.BROKERS);
                cluster.broker(broker).kill();
                pause(0, 5_000);
                restart(broker);
            }
            case RESTART_BROKER -> {
                int broker = random.nextInt(Cluster.BROKERS);
                cluster.broker(broker).terminate(STOP);
                restart(broker);
            }
            case FREEZE_BROKER -> freeze(cluster.broker(random.nextInt(Cluster.BROKERS)), 1_000, 8_000);
        }
    }

    /** The next fault may hit another broker: this one must be back in sync before, or two of three would be gone. */
    private void restart(int broker) throws IOException, InterruptedException {
        cluster.startBroker(broker);
        cluster.awaitBrokers(Cluster.BROKERS);
    }

    private void freeze(ChildProcess process, int least, int most) throws InterruptedException {
        process.freeze();
        pause(least, most);
        process.thaw();
    }

    private void pause(int least, int most) throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(least + random.nextInt(most - least + 1));
    }

    /** How often each was done. */
    Map<Fault, Integer> done() {
        return done;
    }
}
