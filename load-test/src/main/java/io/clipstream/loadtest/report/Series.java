package io.clipstream.loadtest.report;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleBinaryOperator;

/**
 * One line of a chart: a value over time or over another quantity; filled by one thread, drawn afterwards.
 *
 * <p>Places on the horizontal axis ascend; they and the values are finite.
 */
public final class Series {
    private final String name;
    private final List<Double> places = new ArrayList<>();
    private final List<Double> values = new ArrayList<>();

    /** An empty one; {@code name} stands in the legend. */
    public Series(String name) {
        this.name = name;
    }

    /** Adds a point; over time, {@code place} is a second counted from the start of the run. */
    public void add(double place, double value) {
        if (!Double.isFinite(place) || !Double.isFinite(value)) {
            throw new IllegalArgumentException(
                    "a point of " + name + " is " + place + ", " + value + ", expected finite numbers");
        }
        places.add(place);
        values.add(value);
    }

    public String name() {
        return name;
    }

    public boolean isEmpty() {
        return values.isEmpty();
    }

    /** Where the values stand on the horizontal axis; over time, seconds since the start of the run. */
    public List<Double> places() {
        return List.copyOf(places);
    }

    public List<Double> values() {
        return List.copyOf(values);
    }

    /** The same line with at most {@code most} points: of each stretch its lowest and its highest. */
    Series thinned(int most) {
        if (values.size() <= most) {
            return this;
        }
        Series thin = new Series(name);
        int stretches = most / 2;
        for (int s = 0; s < stretches; s++) {
            int from = (int) ((long) values.size() * s / stretches);
            int to = (int) ((long) values.size() * (s + 1) / stretches);
            int low = from;
            int high = from;
            for (int i = from; i < to; i++) {
                low = values.get(i) < values.get(low) ? i : low;
                high = values.get(i) > values.get(high) ? i : high;
            }
            thin.add(places.get(Math.min(low, high)), values.get(Math.min(low, high)));
            if (low != high) {
                thin.add(places.get(Math.max(low, high)), values.get(Math.max(low, high)));
            }
        }
        return thin;
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
            if (places.get(i) >= warmUpSeconds) {
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
