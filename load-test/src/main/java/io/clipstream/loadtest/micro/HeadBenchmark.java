package io.clipstream.loadtest.micro;

import io.clipstream.adapter.Adapter;
import io.clipstream.adapter.AdapterMethods;
import io.clipstream.adapter.InvalidAdapterException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Heads of a batch of 32 features whose images belong to one task or to many; time an image. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class HeadBenchmark {
    private static final int BATCH = 32;
    private static final int DIMENSION = 512;
    private static final int SHOTS = 2;

    /** Method of every task. */
    @Param({"zero-shot", "metric-residual", "tip-adapter"})
    String method;

    /** Classes of a task. */
    @Param({"10", "100", "1000"})
    int classes;

    /** Tasks that share the batch evenly. */
    @Param({"1", "32"})
    int tasks;

    private Adapter[] adapters;
    private float[] features;
    private float[] probabilities;

    /** Fits an adapter, which all tasks share: each has its own copy of the tensors. */
    @Setup
    public void fit() throws InvalidAdapterException {
        Drawn drawn = new Drawn(classes, DIMENSION, 1);
        var artifact = AdapterMethods.named(method).fit(drawn.input(SHOTS));
        adapters = new Adapter[tasks];
        for (int task = 0; task < tasks; task++) {
            adapters[task] = AdapterMethods.load(artifact);
        }
        features = drawn.features(BATCH / tasks);
        probabilities = new float[BATCH / tasks * classes];
    }

    /** All tasks' rows, one task after the other, as the engine does it. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public float[] apply() {
        for (Adapter adapter : adapters) {
            adapter.probabilities(features, BATCH / tasks, probabilities);
        }
        return probabilities;
    }
}
