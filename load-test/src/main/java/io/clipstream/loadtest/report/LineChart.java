package io.clipstream.loadtest.report;

import java.util.ArrayList;
import java.util.List;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Draws lines over a numeric axis. */
final class LineChart {
    /** A line of no more points than this shows each of them. */
    private static final int FEW = 24;
    /** More than these fall on the same pixels. */
    private static final int MOST = 800;

    private LineChart() {}

    /** An {@code svg} element, ids as of chart {@code number}; empty where no line has a point that the axes can show. */
    static String svg(int number, Axis x, Axis y, List<Series> lines) {
        XYChart chart = new XYChartBuilder()
                .width(SvgDrawing.WIDTH)
                .height(SvgDrawing.HEIGHT)
                .build();
        SvgDrawing.style(chart, x, y);
        for (Series line : lines) {
            Series thin = line.thinned(MOST);
            List<Double> from = thin.places();
            List<Double> to = thin.values();
            List<Double> places = new ArrayList<>();
            List<Double> values = new ArrayList<>();
            for (int i = 0; i < from.size(); i++) {
                if (x.shows(from.get(i)) && y.shows(to.get(i))) {
                    places.add(from.get(i));
                    values.add(to.get(i));
                }
            }
            if (!places.isEmpty()) {
                XYSeries series = chart.addSeries(line.name(), places, values);
                series.setMarker(places.size() <= FEW ? SeriesMarkers.CIRCLE : SeriesMarkers.NONE);
                series.setLineWidth(1.5f);
            }
        }
        return chart.getSeriesCollection().isEmpty() ? "" : SvgDrawing.of(number, chart);
    }
}
