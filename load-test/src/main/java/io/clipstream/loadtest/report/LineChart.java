package io.clipstream.loadtest.report;

import de.erichseifert.vectorgraphics2d.Processors;
import de.erichseifert.vectorgraphics2d.VectorGraphics2D;
import de.erichseifert.vectorgraphics2d.util.PageSize;
import java.awt.Color;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Draws values over time as SVG that can stand inside a page. */
final class LineChart {
    private static final int WIDTH = 860;
    private static final int HEIGHT = 300;

    private LineChart() {}

    /**
     * An {@code svg} element.
     *
     * @param number of the chart within its page: ids inside it must differ from those of the others
     * @param axis what the values are, with their unit
     * @param lines those without a point are left out; at least one has some
     */
    static String svg(int number, String axis, List<Series> lines) {
        XYChart chart = new XYChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .xAxisTitle("seconds")
                .yAxisTitle(axis)
                .build();
        chart.getStyler().setChartBackgroundColor(Color.WHITE);
        chart.getStyler().setLegendPosition(Styler.LegendPosition.OutsideE);
        chart.getStyler().setYAxisMin(0.0);
        for (Series line : lines) {
            if (!line.isEmpty()) {
                XYSeries series = chart.addSeries(line.name(), line.seconds(), line.values());
                series.setMarker(SeriesMarkers.NONE);
                series.setLineWidth(1.5f);
            }
        }
        VectorGraphics2D drawing = new VectorGraphics2D();
        chart.paint(drawing, WIDTH, HEIGHT);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            Processors.get("svg")
                    .getDocument(drawing.getCommands(), new PageSize(0, 0, WIDTH, HEIGHT))
                    .writeTo(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return inline(number, out.toString(StandardCharsets.UTF_8));
    }

    /** Without what belongs to a document of its own. */
    private static String inline(int number, String document) {
        String svg = document.substring(document.indexOf("<svg"));
        String prefix = "c" + number + "-";
        return svg.replace(" id=\"", " id=\"" + prefix)
                .replace("url(#", "url(#" + prefix)
                .replace("href=\"#", "href=\"#" + prefix);
    }
}
