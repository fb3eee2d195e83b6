package io.clipstream.loadtest.report;

import de.erichseifert.vectorgraphics2d.Processors;
import de.erichseifert.vectorgraphics2d.VectorGraphics2D;
import de.erichseifert.vectorgraphics2d.util.PageSize;
import java.awt.Color;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.knowm.xchart.internal.chartpart.AxesChart;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.style.AxesChartStyler;
import org.knowm.xchart.style.Styler;

/** Makes a chart an SVG element that can stand inside a page, and gives all charts one look. */
final class SvgDrawing {
    static final int WIDTH = 860;
    static final int HEIGHT = 300;

    private SvgDrawing() {}

    static void style(AxesChart<? extends AxesChartStyler, ?> chart, Axis x, Axis y) {
        chart.setXAxisTitle(x.title());
        chart.setYAxisTitle(y.title());
        AxesChartStyler styler = chart.getStyler();
        styler.setChartBackgroundColor(Color.WHITE);
        styler.setLegendPosition(Styler.LegendPosition.OutsideE);
        styler.setXAxisLogarithmic(x.logarithmic());
        styler.setYAxisLogarithmic(y.logarithmic());
        if (!y.logarithmic()) {
            styler.setYAxisMin(0.0);
        }
        if (x.label() != null) {
            styler.setXAxisTickLabelsFormattingFunction(x.label()::apply);
        }
        if (y.label() != null) {
            styler.setYAxisTickLabelsFormattingFunction(y.label()::apply);
        }
    }

    /** @param number of the chart within its page: ids inside it must differ from those of the others */
    static String of(int number, Chart<?, ?> chart) {
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
