package io.clipstream.adapter;

import java.util.Map;

/**
 * A numeric option of a method, with its default and the range it may have.
 *
 * @param name key in the options, for example {@code clip-adapter.ratio}
 * @param fallback value where the option is absent
 * @param lowest smallest allowed value
 * @param highest largest allowed value
 * @param whole whether only whole numbers are allowed
 */
record NumberOption(String name, double fallback, double lowest, double highest, boolean whole)
        implements MethodOption {
    static NumberOption decimal(String name, double fallback, double lowest, double highest) {
        return new NumberOption(name, fallback, lowest, highest, false);
    }

    static NumberOption whole(String name, int fallback, int lowest, int highest) {
        return new NumberOption(name, fallback, lowest, highest, true);
    }

    /** Its value in these options; throws {@link IllegalArgumentException} naming key, value and range. */
    double in(Map<String, String> options) {
        String text = options.get(name);
        if (text == null) {
            return fallback;
        }
        double value;
        try {
            value = Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw refused(text);
        }
        if (!(value >= lowest && value <= highest) || (whole && value != Math.rint(value))) {
            throw refused(text);
        }
        return value;
    }

    @Override
    public void check(Map<String, String> options) {
        in(options);
    }

    private IllegalArgumentException refused(String text) {
        return new IllegalArgumentException("option " + name + " is '" + text + "', expected a "
                + (whole ? "whole number" : "number") + " from " + number(lowest) + " to " + number(highest));
    }

    private String number(double value) {
        return whole ? Long.toString((long) value) : Double.toString(value);
    }
}
