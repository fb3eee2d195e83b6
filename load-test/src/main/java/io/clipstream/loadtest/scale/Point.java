package io.clipstream.loadtest.scale;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What was measured at one place of an axis.
 *
 * @param at the place, as a number
 * @param label the same in words
 * @param values only those that are measured there
 */
record Point(double at, String label, Map<Measure, Double> values) {
    Point {
        values = new EnumMap<>(values);
        values.values().removeIf(value -> !Double.isFinite(value));
    }

    /** Each value divided by that of {@code first}, where both have it and the first's is not 0. */
    Map<Measure, Double> ratios(Point first) {
        Map<Measure, Double> ratios = new EnumMap<>(Measure.class);
        values.forEach((measure, value) -> {
            Double base = first.values.get(measure);
            if (base != null && base != 0) {
                ratios.put(measure, value / base);
            }
        });
        return ratios;
    }

    /** For JSON: the place, its values, and their ratios. */
    Map<String, Object> json(Point first) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("at", at);
        json.put("label", label);
        values.forEach((measure, value) -> json.put(measure.key(), value));
        Map<String, Double> ratios = new LinkedHashMap<>();
        ratios(first).forEach((measure, ratio) -> ratios.put(measure.key(), ratio));
        json.put("ratios", ratios);
        return json;
    }
}
