package io.clipstream.loadtest.crash;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** Hurts one broker of the cluster at a time and brings it back; belongs to one thread. */
final class Brokers {
    private static final Duration STOP = Duration.ofSeconds(20);
    private static final long LOOK_NANOS = Duration.ofMillis(500).toNanos();

    private final Cluster cluster;
    private final Agenda agenda;
    private final Disturbances disturbances;
    private CompletableFuture<Boolean> look = CompletableFuture.completedFuture(false);
    private long nextLook;
    private long hurtSince = -1;
    private boolean coming;

    Brokers(Cluster cluster, Agenda agenda, Disturbances disturbances) {
        this.cluster = cluster;
        this.agenda = agenda;
        this.disturbances = disturbances;
    }

    /** Whether all are members and every partition has all its replicas in sync. */
    boolean areWell() {
        return hurtSince < 0;
    }

    /** Kills one, to start it again after so long; returns its name. */
    String kill(double which, int millis) throws InterruptedException {
        int broker = hurt(which);
        cluster.broker(broker).kill();
        agenda.in(millis, () -> start(broker));
        return cluster.broker(broker).name();
    }

    /** Ends one cleanly and starts it again; returns its name. */
    String restart(double which) throws InterruptedException {
        int broker = hurt(which);
        cluster.broker(broker).beginEnd(STOP);
        awaitEnd(broker);
        return cluster.broker(broker).name();
    }

    private void awaitEnd(int broker) {
        agenda.in(50, () -> {
            if (cluster.broker(broker).hasEnded()) {
                start(broker);
            } else {
                awaitEnd(broker);
            }
        });
    }

    /** Freezes one for so long; returns its name. */
    String freeze(double which, int millis) throws InterruptedException {
        int broker = hurt(which);
        cluster.broker(broker).freeze();
        agenda.in(millis, () -> {
            cluster.broker(broker).thaw();
            coming = true;
        });
        return cluster.broker(broker).name() + " for " + millis + " ms";
    }

    private int hurt(double which) {
        hurtSince = System.currentTimeMillis();
        return (int) (which * Cluster.BROKERS);
    }

    private void start(int broker) throws IOException {
        cluster.startBroker(broker);
        coming = true;
    }

    /** Looks whether the one that is coming back is there. */
    void tend() {
        if (!coming || !look.isDone() || System.nanoTime() < nextLook) {
            return;
        }
        if (look.join()) {
            disturbances.broker(hurtSince, System.currentTimeMillis());
            hurtSince = -1;
            coming = false;
            look = CompletableFuture.completedFuture(false);
            return;
        }
        nextLook = System.nanoTime() + LOOK_NANOS;
        look = CompletableFuture.supplyAsync(cluster::isWhole);
    }
}
