package io.clipstream.loadtest.run.measure;

import java.util.List;
import java.util.OptionalDouble;

/** Reads samples out of Prometheus' text format. */
final class PrometheusText {
    private final List<String> lines;

    PrometheusText(String text) {
        this.lines = text.lines().filter(line -> !line.startsWith("#")).toList();
    }

    /**
     * Sum over the samples of a metric.
     *
     * @param label that a sample must have, as {@code name="value"}; empty for any
     */
    OptionalDouble sum(String metric, String label) {
        double sum = 0;
        boolean found = false;
        for (String line : lines) {
            int end = line.lastIndexOf(' ');
            boolean named = line.startsWith(metric + " ") || line.startsWith(metric + "{");
            if (named && end > 0 && line.contains(label)) {
                double value = Double.parseDouble(line.substring(end + 1));
                sum += Double.isNaN(value) ? 0 : value;
                found = true;
            }
        }
        return found ? OptionalDouble.of(sum) : OptionalDouble.empty();
    }
}
