package io.clipstream.loadtest.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;

/** Draws one bar a category. */
final class BarChart {
    /** What fits below the chart side by side, in letters of all names together. */
    private static final int MOST_LETTERS = 60;

    private static final int SLANT_DEGREES = 20;

    private BarChart() {}

    /** An {@code svg} element, ids as of chart {@code number}, bars in the map's order; at least one. */
    static String svg(int number, Axis x, Axis y, Map<String, ? extends Number> bars) {
        CategoryChart chart = new CategoryChartBuilder()
                .width(SvgDrawing.WIDTH)
                .height(SvgDrawing.HEIGHT)
                .build();
        SvgDrawing.style(chart, x, y);
        chart.getStyler().setLegendVisible(false);
        int longest = bars.keySet().stream().mapToInt(String::length).max().orElse(0);
        if (longest * bars.size() > MOST_LETTERS) {
            chart.getStyler().setXAxisLabelRotation(SLANT_DEGREES);
        }
        List<Number> heights = new ArrayList<>(bars.values());
        chart.addSeries(y.title(), new ArrayList<>(bars.keySet()), heights);
        return SvgDrawing.of(number, chart);
    }
}
