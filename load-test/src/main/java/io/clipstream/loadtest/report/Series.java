package io.clipstream.loadtest.report;

import java.util.ArrayList;
import java.util.List;

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
        List<Double> warm = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            if (seconds.get(i) >= warmUpSeconds) {
                warm.add(values.get(i));
            }
        }
        int third = warm.size() / 3;
        return third < 2
                ? Double.NaN
                : mean(warm.subList(warm.size() - third, warm.size())) / mean(warm.subList(0, third));
    }

    private static double mean(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    }
}
