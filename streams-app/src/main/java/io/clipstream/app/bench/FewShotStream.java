package io.clipstream.app.bench;

import io.clipstream.adapter.Adapter;
import io.clipstream.adapter.InvalidAdapterException;
import io.clipstream.adapter.Shot;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Gives a method its examples one at a time and tests after each that changed its adapter; one thread at a time.
 *
 * <p>A method is fitted again at the first two examples, whenever there are a quarter more than at the last fit, and at the
 * moments that are reported.
 */
final class FewShotStream {
    private static final double GROWTH = 1.25;

    private final FewShotTask task;
    private final String method;
    private final Set<Integer> moments;
    private double seconds;

    /** {@code moments}: numbers of examples at which the adapter must know all of them. */
    FewShotStream(FewShotTask task, String method, List<Integer> moments) {
        this.task = task;
        this.method = method;
        this.moments = moments.stream().collect(Collectors.toCollection(TreeSet::new));
    }

    /** Accuracy after 0, 1, 2, ... examples. */
    double[] run(List<Shot> stream, long seed) throws InvalidAdapterException {
        seconds = 0;
        double[] accuracy = new double[stream.size() + 1];
        int fitted = 0;
        accuracy[0] = refit(List.of(), seed);
        for (int n = 1; n <= stream.size(); n++) {
            if (n <= 2 || n >= GROWTH * fitted || moments.contains(n) || n == stream.size()) {
                accuracy[n] = refit(stream.subList(0, n), seed);
                fitted = n;
            } else {
                accuracy[n] = accuracy[n - 1];
            }
        }
        return accuracy;
    }

    /** Time on a processor that each example of the last run cost on average. */
    double secondsAnExample(int examples) {
        return seconds / examples;
    }

    private double refit(List<Shot> shots, long seed) throws InvalidAdapterException {
        double begun = FewShotTask.cpuSeconds();
        Adapter adapter = task.fit(method, task.input(shots, seed));
        seconds += FewShotTask.cpuSeconds() - begun;
        return task.score(adapter).accuracy();
    }
}
