package io.clipstream.loadtest.crash;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** The faults of a run, chosen by the seed alone, whatever the deployment does meanwhile. */
final class FaultPlan {
    private static final int MOST_INSTANCES = 4;

    private FaultPlan() {}

    /**
     * One fault.
     *
     * @param gapMillis from the beginning of the one before, which goes on meanwhile
     * @param victim which broker or instance, in [0, 1) of those there are
     * @param length in [0, 1) of what its kind may last
     * @param clean for what may end either way: by TERM instead of -9
     */
    record Step(Fault fault, int gapMillis, double victim, double length, boolean clean) {
        /** A time between two bounds, by its length. */
        int millis(int least, int most) {
            return least + (int) (length * (most - least));
        }
    }

    /** So many faults; many of them come while the one before has only begun. */
    static List<Step> of(long seed, int faults, int instances) {
        Random random = new Random(seed);
        List<Step> steps = new ArrayList<>();
        int running = instances;
        for (int i = 0; i < faults; i++) {
            int gap = random.nextInt(5) < 2 ? random.nextInt(600) : 1_500 + random.nextInt(4_000);
            Fault fault = choose(random, running);
            running += fault == Fault.ADD_INSTANCE ? 1 : fault == Fault.REMOVE_INSTANCE ? -1 : 0;
            steps.add(new Step(fault, gap, random.nextDouble(), random.nextDouble(), random.nextBoolean()));
        }
        return steps;
    }

    private static Fault choose(Random random, int running) {
        List<Fault> possible = new ArrayList<>(List.of(Fault.values()));
        if (running >= MOST_INSTANCES) {
            possible.remove(Fault.ADD_INSTANCE);
        }
        if (running < 2) {
            possible.remove(Fault.REMOVE_INSTANCE);
            possible.remove(Fault.KILL_TWO_INSTANCES);
        }
        return possible.get(random.nextInt(possible.size()));
    }
}
