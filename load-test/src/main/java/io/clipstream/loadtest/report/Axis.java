package io.clipstream.loadtest.report;

import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.Locale;
import java.util.function.DoubleFunction;

/**
 * One axis of a chart.
 *
 * @param title what it shows, with its unit
 * @param logarithmic whether each decade has the same length; points that are not positive are then left out
 * @param label what stands at a tick; null for the number itself
 */
public record Axis(String title, boolean logarithmic, DoubleFunction<String> label) {
    private static final DecimalFormat PLAIN =
            new DecimalFormat("#,##0.######", DecimalFormatSymbols.getInstance(Locale.ROOT));

    /** From zero, or from the lowest value where that is negative. */
    public static Axis linear(String title) {
        return new Axis(title, false, null);
    }

    /** By decades. */
    public static Axis logarithmic(String title) {
        return new Axis(title, true, value -> PLAIN.format(value));
    }

    /** Percentiles, each nine of them as long as the one before; its values come from {@link #percentile}. */
    public static Axis percentiles() {
        return new Axis("percentile", true, Axis::percentileLabel);
    }

    /** Where {@code percent} (below 100) lies on {@link #percentiles()}. */
    public static double percentile(double percent) {
        return 100 / (100 - percent);
    }

    private static String percentileLabel(double value) {
        String digits = String.format(Locale.ROOT, "%.6f", 100 - 100 / value);
        return "p" + digits.replaceAll("0+$", "").replaceAll("\\.$", "");
    }

    /** Whether a value has a place on it. */
    boolean shows(double value) {
        return !logarithmic || value > 0;
    }
}
