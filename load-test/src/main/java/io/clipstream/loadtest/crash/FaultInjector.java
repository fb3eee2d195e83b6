package io.clipstream.loadtest.crash;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Hurts a deployment as the plan says; faults overlap, but never two brokers at once.
 *
 * <p>A fault only begins what it does; replacing, thawing and restarting happen from the agenda while the next ones come. A
 * fault of a broker waits until the last broker is back in sync everywhere: with two of three gone a run means nothing.
 * Belongs to one thread.
 */
final class FaultInjector {
    private static final long LOOK_MILLIS = 20;

    private final Instances instances;
    private final Brokers brokers;
    private final Agenda agenda;
    private final PrintWriter log;
    private final Map<Fault, Integer> done = new EnumMap<>(Fault.class);
    private final long begin = System.nanoTime();

    FaultInjector(Instances instances, Brokers brokers, Agenda agenda, PrintWriter log) {
        this.instances = instances;
        this.brokers = brokers;
        this.agenda = agenda;
        this.log = log;
    }

    /** Does all faults of the plan; returns when everything is whole again. */
    void run(List<FaultPlan.Step> plan) throws IOException, InterruptedException {
        int number = 0;
        for (FaultPlan.Step step : plan) {
            long due = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(step.gapMillis());
            while (System.nanoTime() < due || !isPossible(step.fault())) {
                tend();
            }
            apply(step, ++number, plan.size());
            done.merge(step.fault(), 1, Integer::sum);
        }
        while (!agenda.isEmpty() || !brokers.areWell() || instances.areEnding()) {
            tend();
        }
    }

    private void tend() throws IOException, InterruptedException {
        agenda.runDue();
        brokers.tend();
        instances.tend();
        TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
    }

    private boolean isPossible(Fault fault) {
        return fault.isOfBroker() ? brokers.areWell() : fault == Fault.ADD_INSTANCE || instances.count() > 0;
    }

    private void apply(FaultPlan.Step step, int number, int of) throws IOException, InterruptedException {
        String victim =
                switch (step.fault()) {
                    case KILL_INSTANCE -> kill(step.victim(), step.millis(0, 2_000));
                    case KILL_TWO_INSTANCES ->
                        kill(step.victim(), step.millis(0, 2_000))
                                + (instances.count() == 0 ? "" : ", " + kill(step.length(), step.millis(0, 3_000)));
                    case KILL_RESTORING -> killRestoring(step);
                    case STOP_INSTANCE -> stop(step.victim(), true);
                    case FREEZE_INSTANCE -> freeze(step);
                    case ADD_INSTANCE -> instances.add().name();
                    case REMOVE_INSTANCE -> step.clean() ? stop(step.victim(), false) : kill(step.victim(), -1);
                    case KILL_BROKER -> brokers.kill(step.victim(), step.millis(0, 4_000));
                    case RESTART_BROKER -> brokers.restart(step.victim());
                    case FREEZE_BROKER -> brokers.freeze(step.victim(), step.millis(1_000, 8_000));
                };
        log.printf(
                "%6.1f s  fault %d of %d: %s of %s%n",
                (System.nanoTime() - begin) / 1e9, number, of, step.fault().word(), victim);
        log.flush();
    }

    /** Kills one, and starts another after a while; none where that is negative. */
    private String kill(double which, int replaceAfterMillis) throws InterruptedException {
        ChildProcess victim = instances.any(which);
        instances.kill(victim);
        if (replaceAfterMillis >= 0) {
            agenda.in(replaceAfterMillis, instances::add);
        }
        return victim.name();
    }

    private String killRestoring(FaultPlan.Step step) throws IOException, InterruptedException {
        String first = kill(step.victim(), -1);
        ChildProcess heir = instances.add();
        // Between the start of its JVM and the first images it scores.
        agenda.in(step.millis(1_500, 6_000), () -> {
            // Another fault may have come first, and has seen to its replacement.
            if (instances.kill(heir)) {
                instances.add();
            }
        });
        return first + ", then " + heir.name();
    }

    private String stop(double which, boolean replace) throws IOException, InterruptedException {
        ChildProcess victim = instances.any(which);
        instances.stop(victim);
        if (replace) {
            instances.add();
        }
        return victim.name();
    }

    private String freeze(FaultPlan.Step step) throws InterruptedException {
        ChildProcess victim = instances.any(step.victim());
        int millis = step.millis(1_000, Setup.POLL_INTERVAL_MILLIS + 3_000);
        instances.freeze(victim);
        agenda.in(millis, () -> instances.thaw(victim));
        return victim.name() + " for " + millis + " ms";
    }

    /** How often each was done. */
    Map<Fault, Integer> done() {
        return done;
    }
}
