package io.clipstream.loadtest.micro;

import io.clipstream.adapter.RecursiveLeastSquares;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Exact update and down-date of residual least squares: a row goes in, and comes out again. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class SquaresBenchmark {
    private static final int DIMENSION = 512;
    private static final int ROWS = 64;
    private static final double LAMBDA = 0.1;

    /** Classes of the task. */
    @Param({"100", "1000"})
    int classes;

    private RecursiveLeastSquares squares;
    private double[][] rows;
    private double[] targets;
    private int turn;

    /** Starts with some rows. */
    @Setup
    public void begin() {
        Drawn drawn = new Drawn(classes, DIMENSION, 1);
        squares = new RecursiveLeastSquares(DIMENSION, classes, LAMBDA);
        rows = new double[ROWS][DIMENSION];
        targets = new double[classes];
        targets[0] = 1;
        for (int i = 0; i < ROWS; i++) {
            float[] feature = drawn.feature(i % classes);
            for (int d = 0; d < DIMENSION; d++) {
                rows[i][d] = feature[d];
            }
            squares.add(rows[i], targets);
        }
    }

    /** One row more, and the same row out again. */
    @Benchmark
    public void updateAndDowndate() {
        double[] row = rows[turn++ % ROWS];
        squares.add(row, targets);
        squares.remove(row, targets);
    }
}
