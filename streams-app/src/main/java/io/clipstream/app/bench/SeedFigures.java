package io.clipstream.app.bench;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;

/**
 * One figure, measured once for each seed.
 *
 * @param values at least one
 */
record SeedFigures(List<Double> values) {
    static SeedFigures of(double... values) {
        return new SeedFigures(DoubleStream.of(values).boxed().toList());
    }

    double mean() {
        return values.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    }

    /** Standard deviation between seeds, of a sample; 0 for one seed. */
    double sd() {
        double mean = mean();
        double square = 0;
        for (double value : values) {
            square += (value - mean) * (value - mean);
        }
        return values.size() == 1 ? 0 : Math.sqrt(square / (values.size() - 1));
    }

    double standardError() {
        return sd() / Math.sqrt(values.size());
    }

    double median() {
        double[] sorted = values.stream().mapToDouble(Double::doubleValue).toArray();
        Arrays.sort(sorted);
        return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }

    /** For JSON. */
    Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("mean", mean());
        map.put("sd", sd());
        map.put("standardError", standardError());
        map.put("values", values);
        return map;
    }
}
