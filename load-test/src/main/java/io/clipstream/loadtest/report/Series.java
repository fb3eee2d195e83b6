package io.clipstream.loadtest.report;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleBinaryOperator;

/**
 * One line of a chart: a value over time; filled by one thread, drawn afterwards.
 *
 * <p>Seconds ascend; values are finite.
 */
public final class Series {
    private final String name;
    private final List<Double> seconds = new ArrayList<>();
    private final List<Double> values = new ArrayList<>();

    /** An empty one; {@code name} stands in the legend. */
    public Series(String name) {
        this.name = name;
    }

    /** Adds a point, {@code second} counted from the start of the run. */
    public void add(double second, double value) {
        if (!Double.isFinite(second) || !Double.isFinite(value)) {
            throw new IllegalArgumentException(
                    "a point of " + name + " is " + second + ", " + value + ", expected finite numbers");
        }
        seconds.add(second);
        values.add(value);
    }

    public String name() {
        return name;
    }

    public boolean isEmpty() {
        return values.isEmpty();
    }

    /** Seconds since the start of the run. */
    public List<Double> seconds() {
        return List.copyOf(seconds);
    }

    public List<Double> values() {
        return List.copyOf(values);
    }

    /**
     * Mean of the last third of the points over that of the first, once {@code warmUpSeconds} have passed; 1 is flat, NaN
     * says that there are under six points.
     */
    public double growth(double warmUpSeconds) {
        return thirds(warmUpSeconds, (first, last) -> last / first);
    }

    /** The same as a difference, in the values' unit; NaN for a series that is too short to tell. */
    public double rise(double warmUpSeconds) {
        return thirds(warmUpSeconds, (first, last) -> last - first);
    }

    private double thirds(double warmUpSeconds, DoubleBinaryOperator compare) {
        List<Double> warm = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            if (seconds.get(i) >= warmUpSeconds) {
                warm.add(values.get(i));
            }
        }
        int third = warm.size() / 3;
        return third < 2
                ? Double.NaN
                : compare.applyAsDouble(
                        mean(warm.subList(0, third)), mean(warm.subList(warm.size() - third, warm.size())));
    }

    private static double mean(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    }
}
