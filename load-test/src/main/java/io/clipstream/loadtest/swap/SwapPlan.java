package io.clipstream.loadtest.swap;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/** Chooses from a seed what is published next, and keeps the last versions of each task as retention does; one thread. */
final class SwapPlan {
    private static final int KEEP = 10;
    private static final double CORRUPT = 0.05;
    private static final double ROLLBACK = 0.1;

    private final Random random;
    private final VersionPublisher publisher;
    private final List<String> tasks;
    private final Map<String, State> states = new HashMap<>();

    SwapPlan(long seed, int tasks, VersionPublisher publisher) {
        this.random = new Random(seed);
        this.publisher = publisher;
        this.tasks = IntStream.range(0, tasks).mapToObj(SwapPlan::task).toList();
        this.tasks.forEach(task -> states.put(task, new State()));
    }

    private static final class State {
        private final Deque<Integer> kept = new ArrayDeque<>();
        private final List<Integer> damaged = new ArrayList<>();
        private int last;
        private int champion;
    }

    static String task(int i) {
        return "task-" + i;
    }

    /** The first version of every task. */
    List<Pointer> first() {
        return tasks.stream().map(this::publishNew).toList();
    }

    /** One more pointer, mostly to a new version. */
    Pointer next() {
        String task = tasks.get(random.nextInt(tasks.size()));
        State state = states.get(task);
        double draw = random.nextDouble();
        if (draw < CORRUPT) {
            int version = ++state.last;
            state.damaged.add(version);
            return publisher.publishDamaged(task, version, Damage.values()[random.nextInt(Damage.values().length)]);
        }
        if (draw < CORRUPT + ROLLBACK && state.kept.size() > 1) {
            List<Integer> others =
                    state.kept.stream().filter(v -> v != state.champion).toList();
            state.champion = others.get(random.nextInt(others.size()));
            return publisher.rollBack(task, state.champion);
        }
        return publishNew(task);
    }

    private Pointer publishNew(String task) {
        State state = states.get(task);
        state.champion = ++state.last;
        state.kept.add(state.champion);
        List<Integer> ended = new ArrayList<>();
        while (state.kept.size() > KEEP) {
            ended.add(state.kept.poll());
        }
        while (state.damaged.size() > KEEP) {
            ended.add(state.damaged.remove(0));
        }
        return publisher.publish(task, state.champion, ended);
    }
}
