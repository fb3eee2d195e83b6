package io.clipstream.loadtest.run.traffic;

import java.util.Arrays;

/** Shares of things whose frequency falls with their rank: the n-th has a share of 1/n^s; immutable. */
public final class Zipf {
    private final double[] upTo;

    /**
     * @param count of things, from 1
     * @param exponent s, from 0: all alike; 1: the second half as often as the first
     */
    public Zipf(int count, double exponent) {
        upTo = new double[count];
        double sum = 0;
        for (int i = 0; i < count; i++) {
            sum += Math.pow(i + 1, -exponent);
            upTo[i] = sum;
        }
        for (int i = 0; i < count; i++) {
            upTo[i] /= sum;
        }
    }

    public int count() {
        return upTo.length;
    }

    /** The thing that {@code chance}, in [0, 1), falls on. */
    public int of(double chance) {
        int found = Arrays.binarySearch(upTo, chance);
        return Math.min(upTo.length - 1, found < 0 ? -found - 1 : found + 1);
    }
}
