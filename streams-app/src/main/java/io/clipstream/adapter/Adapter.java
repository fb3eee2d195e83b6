package io.clipstream.adapter;

/** A loaded adapter: features in, class probabilities out; immutable and safe for use by many threads. */
public interface Adapter {
    /** Number of classes K. */
    int classes();

    /**
     * Scores a batch.
     *
     * @param features [count, D] row by row, rows of length 1
     * @param count rows, from 0
     * @param probabilities receives [count, K] row by row, each row summing to 1
     */
    void probabilities(float[] features, int count, float[] probabilities);
}
