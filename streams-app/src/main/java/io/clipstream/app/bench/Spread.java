package io.clipstream.app.bench;

import java.util.Arrays;
import java.util.stream.DoubleStream;

/**
 * Repeated measurements of one quantity.
 *
 * @param median the middle one
 * @param low lower quartile
 * @param high upper quartile
 */
public record Spread(double median, double low, double high) {

    /**
     * Sums up measurements; quantiles lie between two of them by linear interpolation.
     *
     * @param values at least one; those that are not numbers are left out
     */
    public static Spread of(double... values) {
        double[] sorted =
                DoubleStream.of(values).filter(value -> !Double.isNaN(value)).toArray();
        if (sorted.length == 0) {
            throw new IllegalArgumentException("a spread needs at least one measurement");
        }
        Arrays.sort(sorted);
        return new Spread(quantile(sorted, 0.5), quantile(sorted, 0.25), quantile(sorted, 0.75));
    }

    /** The spread of {@code a[i] / b[i]}, over the rounds that have both. */
    static Spread ofRatios(double[] a, double[] b) {
        double[] ratios = new double[a.length];
        for (int i = 0; i < ratios.length; i++) {
            ratios[i] = a[i] / b[i];
        }
        return of(ratios);
    }

    private static double quantile(double[] sorted, double q) {
        double at = q * (sorted.length - 1);
        int below = (int) at;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
    }
}
