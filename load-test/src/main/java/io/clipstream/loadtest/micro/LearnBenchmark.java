package io.clipstream.loadtest.micro;

import io.clipstream.adapter.AdapterArtifact;
import io.clipstream.adapter.AdapterMethods;
import io.clipstream.adapter.InstantMethod;
import io.clipstream.adapter.InstantSeries;
import io.clipstream.adapter.InvalidAdapterException;
import io.clipstream.adapter.Shot;
import io.clipstream.adapter.TrainingInput;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** One correction becomes a version: the instant update after a fit, version's bytes included. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class LearnBenchmark {
    private static final int DIMENSION = 512;
    private static final int SHOTS = 4;

    /** What learns. */
    @Param({"metric-residual", "residual-least-squares"})
    String method;

    /** Classes of the task. */
    @Param({"100", "1000"})
    int classes;

    private InstantMethod learner;
    private TrainingInput input;
    private AdapterArtifact base;
    private Drawn drawn;
    private InstantSeries series;
    private Shot next;
    private int added;

    /** Fits the base once. */
    @Setup(Level.Trial)
    public void fit() throws InvalidAdapterException {
        drawn = new Drawn(classes, DIMENSION, 1);
        input = drawn.input(SHOTS);
        learner = (InstantMethod) AdapterMethods.named(method);
        base = learner.fit(input);
        series = learner.series(input, base);
    }

    /** Begins again before the rules of the method would refit. */
    @Setup(Level.Invocation)
    public void next() throws InvalidAdapterException {
        if (series.refitDue()) {
            series = learner.series(input, base);
        }
        next = drawn.shot("added-" + added, added % classes);
        added++;
    }

    /** Takes the correction in. */
    @Benchmark
    public AdapterArtifact update() {
        return series.add(next);
    }
}
