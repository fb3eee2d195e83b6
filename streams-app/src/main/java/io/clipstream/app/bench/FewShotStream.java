package io.clipstream.app.bench;

import io.clipstream.adapter.AdapterArtifact;
import io.clipstream.adapter.AdapterMethod;
import io.clipstream.adapter.InstantMethod;
import io.clipstream.adapter.InstantSeries;
import io.clipstream.adapter.InvalidAdapterException;
import io.clipstream.adapter.Shot;
import java.util.List;
import java.util.Set;
import java.util.stream.DoubleStream;

/**
 * Gives a method its examples one at a time and tests after each that changed its adapter; one thread at a time.
 *
 * <p>A method with instant updates gets each example, and is fitted again when it says that this is due. Another is fitted
 * again at the first two examples, whenever there are a quarter more than at the last fit, and at the moments that are
 * reported.
 */
final class FewShotStream {
    private static final double GROWTH = 1.25;

    private final FewShotTask task;
    private final AdapterMethod method;
    private final Set<Integer> moments;
    private double seconds;

    /**
     * What one stream gave.
     *
     * @param accuracy share of test rows that are right after 0, 1, 2, ... examples
     * @param seconds time on a processor for all updates and fits
     * @param instantSeconds of each instant update; empty for a method without
     */
    record Run(double[] accuracy, double seconds, double[] instantSeconds) {}

    /** {@code moments}: numbers of examples at which the adapter must know all of them. */
    FewShotStream(FewShotTask task, AdapterMethod method, List<Integer> moments) {
        this.task = task;
        this.method = method;
        this.moments = Set.copyOf(moments);
    }

    Run run(List<Shot> stream, long seed) throws InvalidAdapterException {
        return method instanceof InstantMethod instant ? instant(instant, stream, seed) : refitted(stream, seed);
    }

    private Run instant(InstantMethod instant, List<Shot> stream, long seed) throws InvalidAdapterException {
        double[] accuracy = new double[stream.size() + 1];
        double[] updates = new double[stream.size()];
        double refits = 0;
        InstantSeries series = instant.series(task.input(stream, 0, seed));
        accuracy[0] = task.score(series.artifact()).accuracy();
        for (int n = 1; n <= stream.size(); n++) {
            double begun = FewShotTask.cpuSeconds();
            series.add(stream.get(n - 1));
            updates[n - 1] = FewShotTask.cpuSeconds() - begun;
            if (series.refitDue()) {
                begun = FewShotTask.cpuSeconds();
                series = instant.series(task.input(stream, n, seed));
                refits += FewShotTask.cpuSeconds() - begun;
            }
            accuracy[n] = task.score(series.artifact()).accuracy();
        }
        return new Run(accuracy, DoubleStream.of(updates).sum() + refits, updates);
    }

    private Run refitted(List<Shot> stream, long seed) throws InvalidAdapterException {
        seconds = 0;
        double[] accuracy = new double[stream.size() + 1];
        int fitted = 0;
        accuracy[0] = refit(stream, 0, seed);
        for (int n = 1; n <= stream.size(); n++) {
            if (n <= 2 || n >= GROWTH * fitted || moments.contains(n) || n == stream.size()) {
                accuracy[n] = refit(stream, n, seed);
                fitted = n;
            } else {
                accuracy[n] = accuracy[n - 1];
            }
        }
        return new Run(accuracy, seconds, new double[0]);
    }

    private double refit(List<Shot> stream, int first, long seed) throws InvalidAdapterException {
        double begun = FewShotTask.cpuSeconds();
        AdapterArtifact artifact = method.fit(task.input(stream, first, seed));
        seconds += FewShotTask.cpuSeconds() - begun;
        return task.score(artifact).accuracy();
    }
}
